package dev.notely.store.releases;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A deployment as it is asked for; what is empty or 0 is chosen.
 *
 * @param steps percent, rising, the last is 100
 * @param soakMs how long a step must be good, in milliseconds
 * @param mirror share of reads, 0..1
 * @param release the next one
 */
public record DeploymentRequest(
    Strategy strategy,
    List<Integer> steps,
    long soakMs,
    double mirror,
    String release,
    String askedBy) {
  private static final long SOAK_MS = 30_000;
  private static final long SHORTEST_SOAK_MS = 100;
  private static final long LONGEST_SOAK_MS = 24 * 3_600_000L;
  private static final int MOST_STEPS = 20;

  /**
   * Checks what needs no look at the state.
   *
   * @throws IllegalArgumentException naming the member and what is allowed
   */
  public DeploymentRequest {
    steps = List.copyOf(steps);
    if (steps.size() > MOST_STEPS) {
      throw new IllegalArgumentException(
          "steps are " + steps.size() + "; they are at most " + MOST_STEPS);
    }
    int before = 0;
    for (int step : steps) {
      if (step <= before || step > 100) {
        throw notRising(steps);
      }
      before = step;
    }
    if (!steps.isEmpty() && before != 100) {
      throw notRising(steps);
    }
    if (soakMs != 0 && (soakMs < SHORTEST_SOAK_MS || soakMs > LONGEST_SOAK_MS)) {
      throw new IllegalArgumentException(
          "soak is " + soakMs + " ms; it is 100 ms to 24 h, or 0 for 30 s");
    }
    if (!(mirror >= 0 && mirror <= 1)) {
      throw new IllegalArgumentException("mirror is " + mirror + "; it is a share from 0 to 1");
    }
  }

  private static IllegalArgumentException notRising(List<Integer> steps) {
    return new IllegalArgumentException(
        "steps are " + steps + "; they are percent that rise, and the last is 100");
  }

  /**
   * The deployment that comes of it.
   *
   * @throws ReleaseRefusedException if not now, and why
   */
  Deployment begin(ReleaseState state, Presence presence, long nowMs) {
    state
        .running()
        .ifPresent(one -> {
          throw new ReleaseRefusedException(
              "a deployment from %s to %s runs already (%s); wait for its end or roll it back"
                  .formatted(one.plan().from(), one.plan().to(), one.state()));
        });
    String from =
        state
            .sole()
            .orElseThrow(() ->
                new ReleaseRefusedException(
                    "no release has all traffic (the split is "
                        + state.shares()
                        + "); give 100 percent to one first"));
    String to = release.isEmpty() ? next(state, presence, from) : named(presence, from);
    int proxies = Math.max(1, presence.proxies(from));
    List<Integer> chosen = steps.isEmpty() ? strategy.steps(proxies) : steps;
    DeploymentPlan plan =
        new DeploymentPlan(
            strategy, from, to, chosen, soakMs == 0 ? SOAK_MS : soakMs, mirror, proxies);
    long id = state.deployment().map(Deployment::id).orElse(0L) + 1;
    return new Deployment(
        id,
        1,
        plan,
        DeploymentState.STARTING,
        0,
        false,
        Deployment.Baseline.NONE,
        "",
        askedBy,
        nowMs,
        nowMs);
  }

  private static String next(ReleaseState state, Presence presence, String from) {
    return presence
        .nextRelease()
        .filter(next -> !next.equals(from))
        .or(() -> state.after(from).filter(presence::lives).findFirst())
        .orElseThrow(() -> new ReleaseRefusedException(nobody(presence, from)));
  }

  private static String nobody(Presence presence, String from) {
    Optional<Map.Entry<String, Integer>> tooOld = presence.tooOld().entrySet().stream().findFirst();
    return tooOld.isPresent()
        ? presence.unfit(tooOld.get().getKey()).orElseThrow()
        : "there is no release newer than "
            + from
            + ", and no supervisor to start one: start proxies with --release NAME first, or name"
            + " an older release";
  }

  private String named(Presence presence, String from) {
    if (release.equals(from)) {
      throw new ReleaseRefusedException("release " + release + " has all traffic already");
    }
    if (!presence.lives(release) && !presence.startable().contains(release)) {
      throw new ReleaseRefusedException(
          presence
              .unfit(release)
              .orElse(
                  "release "
                      + release
                      + " has no live proxy and no supervisor can start it: start proxies with"
                      + " --release "
                      + release
                      + " first"));
    }
    return release;
  }
}
