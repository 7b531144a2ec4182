package org.hadirector.heartbeat.sim;

/** A planned duty cycle of one run of a node. */
record SimWake(SimNode node, long ofRun, long planned) implements SimQueue.Voidable {
    @Override
    public boolean stands() {
        return node.wakes(ofRun, planned);
    }

    @Override
    public void run() {
        if (stands()) {
            node.duty();
        }
    }
}
