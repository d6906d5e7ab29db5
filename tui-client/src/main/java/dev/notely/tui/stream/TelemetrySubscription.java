package dev.notely.tui.stream;

import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.TelemetryServiceGrpc;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import dev.notely.runtime.grpc.HostPort;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link TelemetryView} current from one proxy at a time. A stream that breaks is resumed,
 * at another proxy where one is known; when all were asked in vain, pauses grow to {@link
 * #LONGEST_PAUSE_MS}. Reads one update at a time: a slow screen gets fewer, as the contract says.
 */
public final class TelemetrySubscription implements AutoCloseable {
  private static final long SILENCE_S = 10;
  private static final long SHORTEST_PAUSE_MS = 100;
  static final long LONGEST_PAUSE_MS = 4_000;

  /** Gets what comes, one after the other, on the subscription's thread. */
  public interface Listener {
    /** Something is new. */
    void updated(TelemetryView view);

    /** The stream stands differently. */
    void linked(Link link);
  }

  /** Waits so many milliseconds. */
  @FunctionalInterface
  public interface Pause {
    /**
     * Returns after that time.
     *
     * @throws InterruptedException if the subscription is closed meanwhile
     */
    void await(long millis) throws InterruptedException;
  }

  private final ProxyChannels channels;
  private final Listener listener;
  private final Pause pause;
  private final Thread thread;
  // Below: of the subscription's thread only.
  private KnownProxies known;
  private TelemetryView view = TelemetryView.EMPTY;
  private int failures; // since an update fitted

  /**
   * Does nothing before {@link #start}.
   *
   * @param first proxies that the operator named; not empty
   */
  public TelemetrySubscription(
      ProxyChannels channels, List<HostPort> first, Listener listener, Pause pause) {
    this.channels = channels;
    this.known = KnownProxies.named(first);
    this.listener = listener;
    this.pause = pause;
    this.thread = Thread.ofVirtual().name("telemetry").unstarted(this::run);
  }

  /** Begins to ask. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (watchOne(known.first())) {
        pause.await(pauseMs(failures, known.addresses().size()));
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for an end.
    }
  }

  /** Others are asked soon; when none of them answers, later and later. */
  static long pauseMs(int failures, int proxies) {
    int rounds = failures / proxies;
    return Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS << Math.min(rounds, 10));
  }

  /** Follows one stream to its end; false: no other is to be opened. */
  private boolean watchOne(HostPort address) throws InterruptedException {
    say(Link.State.CONNECTING, address, "");
    BlockingClientCall<?, TelemetryUpdate> call =
        TelemetryServiceGrpc.newBlockingV2Stub(channels.use(address))
            .watch(
                WatchTelemetry.newBuilder()
                    .setStream(view.stream())
                    .setVersion(view.version())
                    .build());
    try {
      return follow(call, address);
    } catch (StatusException e) {
      lost(address, "%s does not answer: %s".formatted(address, Reasons.of(e)));
      return true;
    } catch (TimeoutException e) {
      lost(address, "%s has said nothing for %d s".formatted(address, SILENCE_S));
      return true;
    } finally {
      call.cancel("not needed any more", null);
    }
  }

  private boolean follow(BlockingClientCall<?, TelemetryUpdate> call, HostPort address)
      throws InterruptedException, StatusException, TimeoutException {
    boolean live = false;
    @Nullable TelemetryUpdate update = call.read(SILENCE_S, TimeUnit.SECONDS);
    while (update != null) {
      switch (view.apply(update)) {
        case Applied.Next next -> {
          keep(next.view(), address);
          if (!live) {
            live = true;
            say(Link.State.LIVE, address, "");
          }
        }
        case Applied.Unfit unfit -> {
          // From the beginning, and there again: it is not the proxy's fault the first time.
          view = TelemetryView.EMPTY;
          failures++;
          say(Link.State.LOST, address, unfit.why());
          return true;
        }
        case Applied.UnknownFormat unknown -> {
          say(
              Link.State.STOPPED,
              address,
              "%s speaks format %d of the stream; this program knows format %d: use the one of the same release"
                  .formatted(address, unknown.format(), TelemetryView.FORMAT));
          return false;
        }
      }
      update = call.read(SILENCE_S, TimeUnit.SECONDS);
    }
    lost(address, "%s has ended the stream".formatted(address));
    return true;
  }

  private void keep(TelemetryView next, HostPort address) {
    view = next;
    failures = 0;
    known = known.learned(address, addresses(next));
    listener.updated(next);
  }

  private static List<HostPort> addresses(TelemetryView view) {
    List<HostPort> addresses = new ArrayList<>();
    view.proxies().values().stream()
        .map(TelemetrySubscription::address)
        .forEach(address -> address.ifPresent(addresses::add));
    return addresses;
  }

  /** A row without a usable address is only shown. */
  private static Optional<HostPort> address(Proxy proxy) {
    try {
      return Optional.of(HostPort.parse(proxy.getAddress()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void lost(HostPort address, String why) {
    failures++;
    known = known.without(address);
    say(Link.State.LOST, address, why);
  }

  private void say(Link.State state, HostPort address, String words) {
    listener.linked(new Link(state, address.toString(), words));
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
