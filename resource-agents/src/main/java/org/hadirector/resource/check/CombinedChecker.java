package org.hadirector.resource.check;

import java.util.concurrent.atomic.AtomicInteger;

/** {@code checktype=N}: a thorough check first, then N cheap ones, and again. A failed one is repeated thoroughly. */
public final class CombinedChecker implements Checker {
    private final Checker thorough;
    private final Checker cheap;
    private final int cheapOnes;
    private final AtomicInteger left = new AtomicInteger();

    public CombinedChecker(Checker thorough, Checker cheap, int cheapOnes) {
        this.thorough = thorough;
        this.cheap = cheap;
        this.cheapOnes = cheapOnes;
    }

    @Override
    public CheckResult check() {
        if (left.get() > 0) {
            left.decrementAndGet();
            CheckResult result = cheap.check();
            if (!result.isUp()) {
                left.set(0);
            }
            return result;
        }
        CheckResult result = thorough.check();
        if (result.isUp()) {
            left.set(cheapOnes);
        }
        return result;
    }
}
