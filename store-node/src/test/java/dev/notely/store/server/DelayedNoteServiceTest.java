package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proto.store.v1.WriteRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Answers come late and whole, and the caller's thread is free at once. */
final class DelayedNoteServiceTest {
  private static final long DELAY_MS = 200;

  /** Answers reads and fails writes, at once. */
  private static final class Prompt extends StoreNoteServiceGrpc.StoreNoteServiceImplBase {
    @Override
    public void read(ReadRequest request, StreamObserver<ReadReply> observer) {
      observer.onNext(ReadReply.getDefaultInstance());
      observer.onCompleted();
    }

    @Override
    public void write(WriteRequest request, StreamObserver<WriteReply> observer) {
      observer.onError(Status.UNAVAILABLE.asRuntimeException());
    }
  }

  @AutoClose private final DelayedNoteService service = new DelayedNoteService(new Prompt());

  private Recorder<ReadReply> read() {
    Recorder<ReadReply> answer = new Recorder<>();
    service.read(ReadRequest.getDefaultInstance(), answer);
    return answer;
  }

  @Test
  void answersAtOnceUntilToldOtherwise() {
    assertThat(read().items()).hasSize(1);
    service.command("STALL 5");
    service.command("DELAY soon");
    service.command("DELAY -1");
    assertThat(read().items()).hasSize(1);
  }

  @Test
  void answersAndErrorsComeLate() {
    service.command("DELAY " + DELAY_MS);
    long begin = System.nanoTime();
    Recorder<ReadReply> answer = read();
    Recorder<WriteReply> error = new Recorder<>();
    service.write(WriteRequest.getDefaultInstance(), error);
    assertThat(answer.items()).isEmpty();
    assertThat(answer.awaitEnd().isOk()).isTrue();
    assertThat(answer.items()).hasSize(1);
    assertThat(error.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThan(Duration.ofMillis(DELAY_MS));
  }

  @Test
  void zeroEndsIt() {
    service.command("DELAY " + DELAY_MS);
    service.command("DELAY 0");
    assertThat(read().items()).hasSize(1);
  }
}
