package dev.notely.store.releases;

import dev.notely.store.releases.DeploymentStateMachine.Decision;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steers the split and the deployment: looks at who is there and what users feel whenever it is
 * ticked, and takes commands. What changes is durable first, then told. For any thread; ticks are
 * for one at a time.
 */
public final class ReleaseControl {
  /** After a start nobody is there yet, and no conclusion is drawn from that. */
  static final long SETTLE_MS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(ReleaseControl.class);

  private final ReleaseFile file;
  private final Supplier<Presence> presence;
  private final TrafficLedger traffic;
  private final InstantSource clock;
  private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean changing = new AtomicBoolean(); // by a tick
  private final long startedAtMs;
  private volatile ReleaseState state;
  private volatile Window window;

  /**
   * The time in which the present step is measured.
   *
   * @param deployment its id and version: another one begins another window
   * @param looks how often the step was measured before
   * @param nextSeenAtMs when the next release last had a live proxy
   */
  private record Window(
      long deployment, long version, long beganAtMs, int looks, long nextSeenAtMs) {
    boolean isOf(Deployment now) {
      return deployment == now.id() && version == now.version();
    }
  }

  /** Goes on where the file stands. */
  public ReleaseControl(
      ReleaseFile file, Supplier<Presence> presence, TrafficLedger traffic, InstantSource clock) {
    this.file = file;
    this.presence = presence;
    this.traffic = traffic;
    this.clock = clock;
    startedAtMs = clock.millis();
    state = file.load();
    window = new Window(0, 0, startedAtMs, 0, startedAtMs);
  }

  public ReleaseState state() {
    return state;
  }

  /** What supervisors should have; empty: no deployment runs. */
  public Map<String, Integer> wanted() {
    return Rollout.wanted(state);
  }

  /** From now on {@code onChange} runs after each change: it must only hand over. */
  public void watch(Runnable onChange) {
    watchers.add(onChange);
  }

  /** Ends a watch; nothing happens if there was none. */
  public void unwatch(Runnable onChange) {
    watchers.remove(onChange);
  }

  /** Looks, and brings the deployment on where something has happened. */
  public void tick() {
    if (!changing.compareAndSet(false, true)) {
      return; // the change of an earlier tick is being written
    }
    Presence here = presence.get();
    long now = clock.millis();
    Optional<UnaryOperator<ReleaseState>> change = newcomers(here).or(() -> next(here, now));
    if (change.isEmpty()) {
      changing.set(false);
      return;
    }
    var _ =
        change(change.get())
            .whenComplete((_, failure) -> {
              changing.set(false);
              if (failure != null) {
                LOG.atError().setCause(failure).log("a step of a deployment was not written");
              }
            });
  }

  private Optional<UnaryOperator<ReleaseState>> newcomers(Presence here) {
    return here.live().keySet().stream().allMatch(state::knows)
        ? Optional.empty()
        : Optional.of(before -> heardOf(before, here.live().keySet()));
  }

  /** With those that were never heard of, in the order of their names. */
  private static ReleaseState heardOf(ReleaseState before, Set<String> releases) {
    ReleaseState after = before;
    for (String release : new TreeSet<>(releases)) {
      after = after.knows(release) ? after : after.heardOf(release);
    }
    return after;
  }

  private Optional<UnaryOperator<ReleaseState>> next(Presence here, long now) {
    Optional<Deployment> running = state.running();
    if (running.isEmpty() || now - startedAtMs < SETTLE_MS) {
      return Optional.empty();
    }
    Deployment deployment = running.get();
    Rollout.Look look = look(deployment, here, now);
    Optional<Rollout.Happening> happening = Rollout.happening(deployment, look);
    if (happening.isEmpty()) {
      measureAgain(deployment, look, now);
    }
    return happening.map(what ->
        before ->
            before.deployment().equals(Optional.of(deployment))
                ? Rollout.after(before, what, look).orElse(before)
                : before);
  }

  private Rollout.Look look(Deployment deployment, Presence here, long now) {
    DeploymentPlan plan = deployment.plan();
    Window measured = window;
    if (!measured.isOf(deployment)) {
      traffic.beginWindow();
      measured = new Window(deployment.id(), deployment.version(), now, 0, now);
    }
    if (here.lives(plan.to())) {
      measured =
          new Window(
              deployment.id(), deployment.version(), measured.beganAtMs(), measured.looks(), now);
    }
    window = measured;
    return new Rollout.Look(
        here,
        new Gate.Step(
            traffic.inWindow(plan.from()),
            traffic.inWindow(plan.to()),
            deployment.baseline(),
            now - measured.beganAtMs(),
            measured.looks()),
        now - measured.nextSeenAtMs(),
        now);
  }

  private void measureAgain(Deployment deployment, Rollout.Look look, long now) {
    if (deployment.state() == DeploymentState.SHIFTING
        && Gate.judge(deployment.plan(), look.step()) instanceof Gate.Verdict.LookAgain again) {
      LOG.atInfo().addKeyValue("reason", again.reason()).log("the step is measured again");
      traffic.beginWindow();
      window = new Window(deployment.id(), deployment.version(), now, look.step().looks() + 1, now);
    }
  }

  /** Begins a deployment; fails with {@link ReleaseRefusedException} if not now, and why. */
  public CompletableFuture<ReleaseState> deploy(DeploymentRequest request) {
    Presence here = presence.get();
    return change(before -> {
      ReleaseState heard = heardOf(before, here.live().keySet());
      Deployment begun = request.begin(heard, here, clock.millis());
      Deployment measured = begun.with(Deployment.Baseline.of(traffic.lately(begun.plan().from())));
      return heardOf(heard, Set.of(begun.plan().to())).with(measured);
    });
  }

  /**
   * Sets the shares by hand; fails with {@link ReleaseRefusedException} while a deployment runs.
   *
   * @param askedBy who, and why
   * @throws IllegalArgumentException if they are not 100 together, or name a release without a live
   *     proxy
   */
  public CompletableFuture<ReleaseState> split(Map<String, Integer> percent, String askedBy) {
    Presence here = presence.get();
    checkSplit(percent, here);
    return change(before -> {
      before
          .running()
          .ifPresent(one -> {
            throw new ReleaseRefusedException(
                "a deployment from %s to %s runs (%s) and sets the split; roll it back first"
                    .formatted(one.plan().from(), one.plan().to(), one.state()));
          });
      return heardOf(before, percent.keySet())
          .split(percent, new ReleaseState.ByHand(askedBy, clock.millis()));
    });
  }

  private static void checkSplit(Map<String, Integer> percent, Presence here) {
    long sum = percent.values().stream().mapToLong(Integer::longValue).sum();
    if (sum != 100 || percent.values().stream().anyMatch(share -> share < 0)) {
      throw new IllegalArgumentException(
          "percent is " + sum + " in all; the shares are 0 to 100, together 100");
    }
    percent.forEach((release, share) -> {
      if (!here.lives(release)) {
        throw new IllegalArgumentException(
            "percent."
                + release
                + " names no release with a live proxy; those are "
                + new TreeSet<>(here.live().keySet()));
      }
    });
  }

  /** All traffic back to the release before; fails with {@link ReleaseRefusedException}. */
  public CompletableFuture<ReleaseState> rollBack(String reason) {
    Presence here = presence.get();
    return change(before -> {
      Deployment last =
          before
              .deployment()
              .orElseThrow(() -> new ReleaseRefusedException("there was no deployment"));
      return switch (Rollout.decide(last, DeploymentEvent.ROLL_BACK, here)) {
        case Decision.Already _ -> before;
        case Decision.Refused _ ->
            throw new ReleaseRefusedException(
                "%s has no live proxy to go back to; deploy it again"
                    .formatted(last.plan().from()));
        case Decision.Taken _ ->
            Rollout.after(
                    before,
                    new Rollout.Happening(DeploymentEvent.ROLL_BACK, reason),
                    new Rollout.Look(here, Gate.Step.UNMEASURED, 0, clock.millis()))
                .orElseThrow();
      };
    });
  }

  private CompletableFuture<ReleaseState> change(UnaryOperator<ReleaseState> work) {
    return file.change(work).thenApply(this::changed);
  }

  /** On the writer's thread, in the order of the commits. */
  private ReleaseState changed(ReleaseState after) {
    ReleaseState before = state;
    if (!before.equals(after)) {
      state = after;
      log(before, after);
      watchers.forEach(Runnable::run);
    }
    return after;
  }

  private static void log(ReleaseState before, ReleaseState after) {
    LOG.atInfo()
        .addKeyValue("deployment", after.deployment().map(Deployment::id).orElse(0L))
        .addKeyValue("from", name(before))
        .addKeyValue("to", name(after))
        .addKeyValue("split", after.shares())
        .addKeyValue("by_hand", after.byHand().map(ReleaseState.ByHand::askedBy).orElse(""))
        .addKeyValue("reason", after.deployment().map(Deployment::reason).orElse(""))
        .log("releases changed");
  }

  private static String name(ReleaseState state) {
    return state.deployment().map(one -> one.state().name()).orElse("NONE");
  }
}
