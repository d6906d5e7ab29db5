package dev.notely.tui.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import dev.notely.runtime.grpc.HostPort;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against proxies within the test that die, begin anew, or speak another format. */
class TelemetrySubscriptionTest {
  private static final HostPort A = new HostPort("a", 1);

  private final BlockingQueue<TelemetryView> views = new LinkedBlockingQueue<>();
  private final BlockingQueue<Link> links = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> pauses = new LinkedBlockingQueue<>();
  private final ProxyChannels channels = new ProxyChannels(TelemetrySubscriptionTest::channel);
  private final TelemetrySubscription subscription =
      new TelemetrySubscription(
          channels,
          List.of(A),
          new TelemetrySubscription.Listener() {
            @Override
            public void updated(TelemetryView view) {
              views.add(view);
            }

            @Override
            public void linked(Link link) {
              if (link.state() != Link.State.CONNECTING) {
                links.add(link);
              }
            }
          },
          this::pause);

  private static ManagedChannel channel(HostPort address) {
    return InProcessChannelBuilder.forName(address.toString()).build();
  }

  /** Told, and not waited for; a little so that a mistake is no endless loop. */
  private void pause(long millis) throws InterruptedException {
    pauses.add(millis);
    TimeUnit.MILLISECONDS.sleep(1);
  }

  @AfterEach
  void close() {
    subscription.close();
    channels.close();
  }

  private static TelemetryUpdate update(String stream, long base, long version) {
    return TelemetryUpdate.newBuilder()
        .setFormat(1)
        .setStream(stream)
        .setBase(base)
        .setVersion(version)
        .addProxies(Proxy.newBuilder().setName("a").setAddress("a:1"))
        .addProxies(Proxy.newBuilder().setName("b").setAddress("b:1"))
        .addProxies(Proxy.newBuilder().setName("c").setAddress("no address"))
        .build();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T one = queue.poll(10, TimeUnit.SECONDS);
    if (one == null) {
      throw new AssertionError("nothing came");
    }
    return one;
  }

  @Test
  void updatesAreAppliedOneAfterTheOther() throws Exception {
    try (FakeProxy a = new FakeProxy("a:1")) {
      subscription.start();
      StreamObserver<TelemetryUpdate> stream = a.stream();
      stream.onNext(update("s", 0, 1));
      stream.onNext(update("s", 1, 2));
      assertThat(next(views).version()).isEqualTo(1);
      assertThat(next(views).version()).isEqualTo(2);
      assertThat(next(links)).isEqualTo(new Link(Link.State.LIVE, "a:1", ""));
      assertThat(next(a.watches)).isEqualTo(WatchTelemetry.getDefaultInstance());
    }
  }

  /**
   * Its own resume token goes to the other proxy, which does not know it and answers a snapshot.
   */
  @Test
  void whenAProxyDiesAnotherThatTheStreamNamedIsAsked() throws Exception {
    try (FakeProxy a = new FakeProxy("a:1");
        FakeProxy b = new FakeProxy("b:1")) {
      subscription.start();
      a.stream().onNext(update("s", 0, 5));
      assertThat(next(views).stream()).isEqualTo("s");
      assertThat(next(links).state()).isEqualTo(Link.State.LIVE);
      a.close();
      Link lost = next(links);
      assertThat(lost.state()).isEqualTo(Link.State.LOST);
      assertThat(lost.words()).contains("a:1 does not answer");
      b.stream().onNext(update("t", 0, 1));
      assertThat(next(views).stream()).isEqualTo("t");
      assertThat(next(links)).isEqualTo(new Link(Link.State.LIVE, "b:1", ""));
      assertThat(next(b.watches))
          .isEqualTo(WatchTelemetry.newBuilder().setStream("s").setVersion(5).build());
    }
  }

  @Test
  void aStreamThatBreaksIsResumedWhereItWas() throws Exception {
    try (FakeProxy a = new FakeProxy("a:1")) {
      subscription.start();
      StreamObserver<TelemetryUpdate> first = a.stream();
      first.onNext(update("s", 0, 5));
      next(views);
      first.onError(Status.RESOURCE_EXHAUSTED.withDescription("64 watchers").asRuntimeException());
      next(links);
      assertThat(next(links).words()).isEqualTo("a:1 does not answer: 64 watchers");
      // b is named but not there; then a again, with the version that was seen.
      StreamObserver<TelemetryUpdate> second = a.stream();
      second.onNext(update("s", 5, 6));
      assertThat(next(views).version()).isEqualTo(6);
      next(a.watches);
      assertThat(next(a.watches).getVersion()).isEqualTo(5);
    }
  }

  @Test
  void anUpdateThatDoesNotFitIsAnsweredByAskingFromTheBeginning() throws Exception {
    try (FakeProxy a = new FakeProxy("a:1")) {
      subscription.start();
      StreamObserver<TelemetryUpdate> first = a.stream();
      first.onNext(update("s", 0, 5));
      first.onNext(update("s", 7, 8));
      StreamObserver<TelemetryUpdate> second = a.stream();
      second.onNext(update("s", 0, 9));
      assertThat(next(views).version()).isEqualTo(5);
      assertThat(next(views).version()).isEqualTo(9);
      next(a.watches);
      assertThat(next(a.watches)).isEqualTo(WatchTelemetry.getDefaultInstance());
    }
  }

  @Test
  void aFormatThatIsNotKnownIsSaidAndNotAskedForAgain() throws Exception {
    try (FakeProxy a = new FakeProxy("a:1")) {
      subscription.start();
      a.stream().onNext(update("s", 0, 1).toBuilder().setFormat(2).build());
      Link stopped = next(links);
      assertThat(stopped.state()).isEqualTo(Link.State.STOPPED);
      assertThat(stopped.words()).contains("format 2", "format 1", "same release");
      assertThat(views).isEmpty();
      assertThat(pauses).isEmpty();
    }
  }

  @Test
  void pausesGrowOnlyWhenAllWereAskedInVain() {
    assertThat(TelemetrySubscription.pauseMs(0, 2)).isEqualTo(100);
    assertThat(TelemetrySubscription.pauseMs(1, 2)).isEqualTo(100);
    assertThat(TelemetrySubscription.pauseMs(2, 2)).isEqualTo(200);
    assertThat(TelemetrySubscription.pauseMs(4, 2)).isEqualTo(400);
    assertThat(TelemetrySubscription.pauseMs(1_000_000, 2))
        .isEqualTo(TelemetrySubscription.LONGEST_PAUSE_MS);
  }

  @Test
  void withoutAnyProxyItKeepsAskingLaterAndLater() throws Exception {
    subscription.start();
    assertThat(next(links).state()).isEqualTo(Link.State.LOST);
    assertThat(next(pauses)).isEqualTo(200);
    assertThat(next(pauses)).isEqualTo(400);
  }
}
