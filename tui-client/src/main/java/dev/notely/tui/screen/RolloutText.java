package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Deployment;

/** Where a deployment stands: its step, since when, what it waits for, and why. Pure. */
final class RolloutText {
  private RolloutText() {}

  /**
   * One sentence.
   *
   * @param nowMs as far as the stream has come
   */
  static String of(Deployment deployment, long nowMs) {
    String since = "since " + Figures.clock(deployment.getChangedAtMs());
    String stands =
        switch (deployment.getState()) {
          case "STARTING" ->
              step(deployment) + since + ", awaits proxies of " + deployment.getToRelease();
          case "SHIFTING" -> step(deployment) + since + soak(deployment, nowMs);
          case "RETIRING" -> since + ", proxies of " + deployment.getFromRelease() + " end";
          case "GOING_BACK" -> since + ", proxies of " + deployment.getToRelease() + " end";
          default -> since;
        };
    return deployment.getReason().isEmpty() ? stands : stands + ": " + deployment.getReason();
  }

  /** Its percent is not that of the traffic while its proxies are awaited. */
  private static String step(Deployment deployment) {
    int step = deployment.getStep();
    return deployment.getSoakMs() == 0 || step >= deployment.getStepsCount()
        ? ""
        : "step %d of %d (%d %%) "
            .formatted(step + 1, deployment.getStepsCount(), deployment.getSteps(step));
  }

  /** It may be longer than asked for: it waits for requests, or is measured again. */
  private static String soak(Deployment deployment, long nowMs) {
    return deployment.getSoakMs() == 0
        ? ""
        : ", soaked %s of %s"
            .formatted(
                Figures.duration(nowMs - deployment.getChangedAtMs()),
                Figures.duration(deployment.getSoakMs()));
  }
}
