package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.NoteAnswer;
import dev.notely.proto.notes.v1.NoteServiceGrpc;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a server ends while calls are under way. */
final class UnaryCallsTest {
  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final UnaryCalls calls = new UnaryCalls();
  private final Queue<StreamObserver<NoteAnswer>> waiting = new ConcurrentLinkedQueue<>();
  private final CountDownLatch streaming = new CountDownLatch(1);
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        transport.startServer(
            new HostPort("127.0.0.1", 0), calls.of(List.of(new Notes(), new Watched())));
    channel = transport.channel(new HostPort("127.0.0.1", server.getPort()));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    transport.close();
  }

  private final class Notes extends NoteServiceGrpc.NoteServiceImplBase {
    @Override
    public void get(GetNote request, StreamObserver<NoteAnswer> observer) {
      waiting.add(observer);
    }
  }

  private final class Watched extends MemberServiceGrpc.MemberServiceImplBase {
    @Override
    public void watch(WatchMembers request, StreamObserver<Members> observer) {
      streaming.countDown();
    }
  }

  private ListenableFuture<NoteAnswer> ask() {
    ListenableFuture<NoteAnswer> answer =
        NoteServiceGrpc.newFutureStub(channel).get(GetNote.getDefaultInstance());
    await().until(() -> !waiting.isEmpty());
    return answer;
  }

  private void answer() {
    StreamObserver<NoteAnswer> observer = waiting.remove();
    observer.onNext(NoteAnswer.newBuilder().setOutcome(Outcome.OK).build());
    observer.onCompleted();
  }

  @Test
  void aCallThatIsUnderWayIsAnsweredThoughTheServerTakesNoMore() throws Exception {
    ListenableFuture<NoteAnswer> answer = ask();
    server.shutdown();
    assertThat(calls.awaitNone(50)).isFalse();
    answer();
    assertThat(calls.awaitNone(10_000)).isTrue();
    server.shutdownNow();
    assertThat(answer.get(10, TimeUnit.SECONDS).getOutcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void aCallerThatGoesIsNotAwaited() throws Exception {
    ask().cancel(true);
    assertThat(calls.awaitNone(10_000)).isTrue();
  }

  @Test
  void streamsAreNotAwaited() throws Exception {
    MemberServiceGrpc.newStub(channel)
        .watch(
            WatchMembers.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(Members members) {}

              @Override
              public void onError(Throwable cause) {}

              @Override
              public void onCompleted() {}
            });
    assertThat(streaming.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(calls.awaitNone(0)).isTrue();
  }
}
