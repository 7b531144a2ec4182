package org.hadirector.resource.check;

/** Makes the checker a target asks for. */
public final class Checkers {
    private Checkers() {}

    /** The checker of this target. */
    public static Checker of(CheckTarget target) {
        int timeoutMs = (int) Math.min(Integer.MAX_VALUE, target.timeoutMs());
        int cheapMs = (int) Math.min(Integer.MAX_VALUE, target.cheapTimeoutMs());
        return switch (target.type()) {
            case ON -> () -> CheckResult.UP;
            case OFF -> () -> CheckResult.down("checktype=off");
            case CONNECT -> new ConnectChecker(target.socketAddress(), timeoutMs);
            case PING -> new PingChecker(target.address(), target.pingCount(), timeoutMs);
            case EXTERNAL -> new ExternalChecker(target.command(), timeoutMs);
            case NEGOTIATE -> negotiate(target, timeoutMs);
            case COMBINED -> new CombinedChecker(
                    negotiate(target, timeoutMs), new ConnectChecker(target.socketAddress(), cheapMs), target.every());
        };
    }

    private static Checker negotiate(CheckTarget target, int timeoutMs) {
        return switch (target.service()) {
            case "http" -> new HttpChecker(
                    target.socketAddress(),
                    target.httpMethod(),
                    target.virtualHost(),
                    target.request(),
                    target.receive(),
                    timeoutMs);
            case "none" -> () -> CheckResult.UP;
            default -> new ConnectChecker(target.socketAddress(), timeoutMs);
        };
    }
}
