package dev.notely.supervisor;

import static java.util.Objects.requireNonNullElse;

import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.ReleaseShare;
import dev.notely.proto.catalog.v1.SupervisorMember;
import dev.notely.proto.catalog.v1.WantedProxies;
import dev.notely.proto.releases.v1.SupervisedProxy;
import dev.notely.runtime.process.StartupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The proxies of this machine, kept as the catalog wants them: started and stopped one by one, and
 * started again where they end by themselves. One thread does it all.
 */
final class ProxyFleet implements AutoCloseable {
  private static final long LOOK_MS = 100;

  /** A proxy that goes waits for calls up to 10 s, and a moment before and after. */
  private static final long DRAIN_MS = 15_000;

  private static final long CLOSE_MS = 5_000;

  /** After a process could not be started at all, or a file not be written. */
  private static final long AGAIN_MS = 1_000;

  private final String name;
  private final Launcher launcher;
  private final Link link;
  private final BiConsumer<String, String> onEvent;
  private final Map<String, Kept> members = new LinkedHashMap<>(); // guarded by this
  private final Set<String> known = new TreeSet<>(); // releases; guarded by this
  private int adopted; // guarded by this
  private volatile FleetPlan.Orders orders = FleetPlan.Orders.NONE;
  private volatile Set<String> listed = Set.of();
  private volatile String serving;
  private volatile boolean closing;
  private String told = ""; // of the worker's thread: the trouble that was told last
  private final Thread worker;

  /** Starts and stops proxies. */
  interface Launcher {
    /** Starts a further proxy, without waiting for it. */
    ManagedProcess start(String release);

    /** Stops it, when its calls are answered or after this time, and forgets it. */
    void stop(ManagedProcess proxy, long millis);
  }

  /** The word with the catalog. */
  interface Link extends AutoCloseable {
    /**
     * Begins to speak and to listen.
     *
     * @param present what this supervisor has; must not block
     * @param onMembers hears what is wanted: it must only hand over
     */
    void start(Supplier<SupervisorMember> present, Consumer<Members> onMembers);

    @Override
    void close();
  }

  private static final class Kept {
    private final ManagedProcess process;
    private final String release;
    private final int number;
    private long startedNanos = System.nanoTime();
    private boolean down;
    private long againNanos;
    private Restarts restarts = Restarts.NONE;
    private String trouble = "";

    Kept(ManagedProcess process, String release, int number) {
      this.process = process;
      this.release = release;
      this.number = number;
    }
  }

  /**
   * Keeps nobody yet.
   *
   * @param name of this supervisor, unique per process start
   * @param serving the release that has the traffic
   * @param onEvent gets name of a process and what happened to it
   */
  ProxyFleet(
      String name,
      String serving,
      Launcher launcher,
      Link link,
      BiConsumer<String, String> onEvent) {
    this.name = name;
    this.serving = serving;
    this.launcher = launcher;
    this.link = link;
    this.onEvent = onEvent;
    worker = Thread.ofPlatform().daemon().name("proxy-fleet").unstarted(this::run);
  }

  /** Keeps a proxy that was started already. */
  synchronized void adopt(ManagedProcess process, String release) {
    members.put(process.name(), new Kept(process, release, ++adopted));
    known.add(release);
  }

  synchronized boolean keeps(String process) {
    return members.containsKey(process);
  }

  /** Begins to tell the catalog and to do what it wants. */
  void start() {
    link.start(this::present, this::update);
    worker.start();
  }

  private void update(Members said) {
    orders =
        new FleetPlan.Orders(
            said.getWantedList().stream()
                .collect(Collectors.toMap(WantedProxies::getRelease, WantedProxies::getProxies)),
            said.getSplitList().stream()
                .collect(Collectors.toMap(ReleaseShare::getRelease, ReleaseShare::getPercent)));
    listed =
        said.getProxiesList().stream()
            .map(ProxyMember::getName)
            .collect(Collectors.toUnmodifiableSet());
    said.getSplitList().stream()
        .filter(share -> share.getPercent() == 100)
        .forEach(share -> serving = share.getRelease());
    synchronized (this) {
      said.getProxiesList().forEach(proxy -> known.add(proxy.getRelease()));
    }
  }

  private synchronized SupervisorMember present() {
    String next = ReleaseNames.next(serving, known);
    return SupervisorMember.newBuilder()
        .setName(name)
        .setNextRelease(next)
        .addAllReleases(ReleaseNames.startable(known, next))
        .addAllProxies(members.values().stream().map(ProxyFleet::proxy).toList())
        .build();
  }

  private static SupervisedProxy proxy(Kept kept) {
    return SupervisedProxy.newBuilder()
        .setName(kept.process.name())
        .setRelease(kept.release)
        .setRestarts(kept.restarts.total())
        .setTrouble(kept.trouble)
        .build();
  }

  private void run() {
    try {
      while (!closing) {
        TimeUnit.MILLISECONDS.sleep(look() ? LOOK_MS : AGAIN_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Whatever it is that cannot be done: if this thread ended, nobody would revive a proxy. */
  private boolean look() {
    try {
      reviveAll();
      FleetPlan.next(plan(), orders).ifPresent(this::act);
      told = "";
      return true;
    } catch (StartupException e) {
      String trouble = requireNonNullElse(e.getMessage(), e.toString());
      if (!trouble.equals(told)) {
        onEvent.accept("supervisor", trouble + "; it is tried again");
        told = trouble;
      }
      return false;
    }
  }

  private synchronized List<FleetPlan.Member> plan() {
    return members.values().stream()
        .map(kept ->
            new FleetPlan.Member(
                kept.process.name(),
                kept.release,
                kept.number,
                listed.contains(kept.process.name()),
                !kept.trouble.isEmpty()))
        .toList();
  }

  private void act(FleetPlan.Action action) {
    switch (action) {
      case FleetPlan.Action.Start start -> start(start.release());
      case FleetPlan.Action.Stop stop -> stop(stop.name());
    }
  }

  private void start(String release) {
    ManagedProcess process = launcher.start(release);
    adopt(process, release);
    onEvent.accept(process.name(), "is started as release " + release);
    try {
      process.awaitReady(); // one by one: a start takes a good part of the machine
    } catch (StartupException e) {
      onEvent.accept(process.name(), "did not start: " + process.lastWords());
    }
  }

  private void stop(String proxy) {
    Kept kept;
    synchronized (this) {
      kept = members.remove(proxy);
    }
    if (kept != null) {
      onEvent.accept(proxy, "of release " + kept.release + " is not needed any more, and ends");
      launcher.stop(kept.process, DRAIN_MS);
    }
  }

  private void reviveAll() {
    List<Kept> all;
    synchronized (this) {
      all = new ArrayList<>(members.values());
    }
    all.forEach(this::revive);
  }

  private void revive(Kept kept) {
    if (kept.process.isAlive() || !kept.trouble.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    if (!kept.down) {
      kept.down = true;
      Restarts after = kept.restarts.ended(Duration.ofNanos(now - kept.startedNanos));
      synchronized (this) {
        kept.restarts = after;
        kept.trouble = after.isGivenUp() ? trouble(kept) : "";
      }
      kept.againNanos = now + after.pause().toNanos();
      onEvent.accept(
          kept.process.name(),
          after.isGivenUp()
              ? kept.trouble
              : "died, is started again in " + after.pause().toMillis() + " ms");
    } else if (now - kept.againNanos >= 0 && !closing) {
      kept.down = false;
      kept.startedNanos = now;
      synchronized (this) {
        kept.restarts = kept.restarts.restarted();
      }
      kept.process.restart();
    }
  }

  private static String trouble(Kept kept) {
    return "ended again after %d restarts in a row: %s"
        .formatted(Restarts.MOST, kept.process.lastWords());
  }

  /** Lets the proxies run; whoever started them ends them. */
  @Override
  public void close() {
    closing = true;
    worker.interrupt();
    try {
      worker.join(CLOSE_MS); // what it is starting must be known to whoever ends it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }
}
