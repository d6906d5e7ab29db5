package dev.notely.store.releases;

import dev.notely.store.releases.DeploymentStateMachine.Decision;
import dev.notely.store.releases.Gate.Verdict;
import java.util.Map;
import java.util.Optional;

/** What happens to a deployment now, and what that changes. Pure. */
final class Rollout {
  /** The proxies of a step must be live after so long. */
  static final long START_MS = 120_000;

  /** Proxies that are to end have ended after so long, or nobody waits for them. */
  static final long END_MS = 60_000;

  /** The next release may be without live proxies for so long while it has traffic. */
  static final long GONE_MS = 10_000;

  private Rollout() {}

  /**
   * What a decision looks at.
   *
   * @param step users' view of it
   * @param nextGoneMs how long the next release has had no live proxy; 0: it has one
   */
  record Look(Presence presence, Gate.Step step, long nextGoneMs, long nowMs) {
    private long inStateMs(Deployment deployment) {
      return nowMs - deployment.changedAtMs();
    }
  }

  /** An event and why. */
  record Happening(DeploymentEvent event, String reason) {}

  /** What has happened, as far as it leads on; empty: nothing. */
  static Optional<Happening> happening(Deployment now, Look look) {
    return switch (now.state()) {
      case STARTING -> unfit(now, look).or(() -> alarm(now, look)).or(() -> started(now, look));
      case SHIFTING -> unfit(now, look).or(() -> gone(now, look)).or(() -> judged(now, look));
      case RETIRING -> ended(now, look, now.plan().from(), DeploymentEvent.RETIRED);
      case GOING_BACK -> ended(now, look, now.plan().to(), DeploymentEvent.RETURNED);
      case PROMOTED, ROLLED_BACK, FAILED -> Optional.empty();
    };
  }

  private static Optional<Happening> unfit(Deployment now, Look look) {
    return look.presence()
        .unfit(now.plan().to())
        .map(why -> new Happening(DeploymentEvent.NEXT_UNFIT, why));
  }

  private static Optional<Happening> alarm(Deployment now, Look look) {
    String alarm = Gate.alarm(now.plan(), look.step());
    return alarm.isEmpty()
        ? Optional.empty()
        : Optional.of(new Happening(DeploymentEvent.GATE_FAILED, alarm));
  }

  private static Optional<Happening> started(Deployment now, Look look) {
    int wanted = now.plan().nextProxies(now.step());
    int live = look.presence().liveProxies(now.plan().to());
    if (live >= wanted || (!look.presence().supervised() && live > 0)) {
      return Optional.of(new Happening(DeploymentEvent.READY, ""));
    }
    return look.inStateMs(now) < START_MS
        ? Optional.empty()
        : Optional.of(
            new Happening(
                DeploymentEvent.NEXT_UNFIT,
                "%d of %d proxies of %s are live after %d s"
                    .formatted(live, wanted, now.plan().to(), START_MS / 1_000)));
  }

  private static Optional<Happening> gone(Deployment now, Look look) {
    return look.nextGoneMs() < GONE_MS
        ? Optional.empty()
        : Optional.of(
            new Happening(
                DeploymentEvent.NEXT_UNFIT,
                "no proxy of %s has been live for %d s"
                    .formatted(now.plan().to(), GONE_MS / 1_000)));
  }

  private static Optional<Happening> judged(Deployment now, Look look) {
    return switch (Gate.judge(now.plan(), look.step())) {
      case Verdict.Passed _ -> Optional.of(new Happening(DeploymentEvent.GATE_PASSED, ""));
      case Verdict.Failed failed ->
          Optional.of(new Happening(DeploymentEvent.GATE_FAILED, failed.reason()));
      case Verdict.Wait _, Verdict.LookAgain _ -> Optional.empty();
    };
  }

  private static Optional<Happening> ended(
      Deployment now, Look look, String release, DeploymentEvent event) {
    int live = look.presence().liveProxies(release);
    if (live == 0 || !look.presence().supervised()) {
      return Optional.of(new Happening(event, now.reason()));
    }
    if (look.inStateMs(now) < END_MS) {
      return Optional.empty();
    }
    String still = "%d proxies of %s did not end".formatted(live, release);
    return Optional.of(
        new Happening(event, now.reason().isEmpty() ? still : now.reason() + "; " + still));
  }

  /** The state after an event; empty: the table does not lead on, or it has been given already. */
  static Optional<ReleaseState> after(ReleaseState state, Happening happening, Look look) {
    return state
        .deployment()
        .flatMap(now ->
            switch (decide(now, happening.event(), look.presence())) {
              case Decision.Taken taken ->
                  Optional.of(apply(state, now, taken.row(), happening.reason(), look));
              case Decision.Already _, Decision.Refused _ -> Optional.empty();
            });
  }

  static Decision decide(Deployment now, DeploymentEvent event, Presence presence) {
    return DeploymentStateMachine.decide(now, event, presence.lives(now.plan().from()));
  }

  private static ReleaseState apply(
      ReleaseState state, Deployment now, DeploymentStateMachine.Row row, String why, Look look) {
    DeploymentPlan plan = now.plan();
    int step =
        switch (row.effect()) {
          case NEXT_STEP, SHIFT_NEXT_STEP -> now.step() + 1;
          case NONE, SHIFT, SHIFT_BACK -> now.step();
        };
    int percent = plan.steps().get(step);
    ReleaseState split =
        switch (row.effect()) {
          case SHIFT, SHIFT_NEXT_STEP ->
              state.split(Map.of(plan.to(), percent, plan.from(), 100 - percent));
          case SHIFT_BACK -> state.split(Map.of(plan.from(), 100));
          case NONE, NEXT_STEP -> state;
        };
    boolean shifted =
        now.hasShifted()
            || row.effect() == DeploymentStateMachine.Effect.SHIFT
            || row.effect() == DeploymentStateMachine.Effect.SHIFT_NEXT_STEP;
    return split.with(
        now.with(row.to(), step, shifted, why, look.nowMs()).with(baseline(now, look)));
  }

  private static Deployment.Baseline baseline(Deployment now, Look look) {
    Measure former = look.step().former();
    return former.requests() >= Gate.FEW || now.baseline().equals(Deployment.Baseline.NONE)
        ? Deployment.Baseline.of(former)
        : now.baseline();
  }

  /**
   * Proxies that supervisors should have; empty where no deployment runs, and releases without a
   * share need none.
   */
  static Map<String, Integer> wanted(ReleaseState state) {
    return state
        .running()
        .map(now -> {
          DeploymentPlan plan = now.plan();
          return switch (now.state()) {
            case STARTING, SHIFTING ->
                Map.of(
                    plan.to(), plan.nextProxies(now.step()),
                    plan.from(), plan.formerProxies(now.step()));
            case RETIRING -> Map.of(plan.to(), plan.proxies(), plan.from(), 0);
            case GOING_BACK -> Map.of(plan.from(), plan.proxies(), plan.to(), 0);
            case PROMOTED, ROLLED_BACK, FAILED -> Map.<String, Integer>of();
          };
        })
        .orElse(Map.of());
  }
}
