package dev.notely.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.DualRequest;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RecordServiceGrpc;
import dev.notely.proto.store.v1.Row;
import dev.notely.proto.store.v1.RowState;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordStore.DualWrite;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.grpc.UnusableRecord;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a proxy makes of a call that a store ends early. */
final class GrpcRecordStoreTest {
  private static final UUID RECORD = new UUID(0, 9);

  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final StoreDirectory directory = new StoreDirectory(transport);
  private final RecordStore store = new GrpcRecordStore("new", directory, CopyListener.NONE);
  private Server server;

  /** Takes records of odd seqs, and cannot store others. */
  private static final class Odd extends RecordServiceGrpc.RecordServiceImplBase {
    @Override
    public StreamObserver<DualRequest> dual(StreamObserver<CommandReply> observer) {
      return new StreamObserver<>() {
        private boolean over;

        @Override
        public void onNext(DualRequest request) {
          if (over) {
            return;
          }
          if (request.getRecords(0).getSeq() % 2 == 1) {
            observer.onNext(
                CommandReply.newBuilder()
                    .setRow(Row.newBuilder().setState(RowState.IMPORTING).setEpoch(4))
                    .build());
          } else {
            over = true;
            observer.onError(new UnusableRecord(RECORD.toString(), "too long").toStatus());
          }
        }

        @Override
        public void onError(Throwable cause) {
          throw new AssertionError(cause);
        }

        @Override
        public void onCompleted() {
          if (!over) {
            observer.onCompleted();
          }
        }
      };
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = transport.startServer(new HostPort("127.0.0.1", 0), List.of(new Odd()));
    directory.update(
        Members.newBuilder()
            .addStores(
                StoreMember.newBuilder()
                    .setName("new")
                    .setAddress("127.0.0.1:" + server.getPort())
                    .setLive(true))
            .build());
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
    directory.close();
    transport.close();
  }

  private static DualWrite write(long seq) {
    return new DualWrite(
        new Placement(new UUID(0, seq), 4, "legacy", "new", Phase.MOVING, 1, 7),
        List.of(new WireRecord(Record.newBuilder().setSeq(seq).build())));
  }

  /** Dual writes have little time, which a machine that is busy may need itself. */
  private static void eventually(ThrowingRunnable asserted) {
    await().ignoreException(StoreUnavailableException.class).untilAsserted(asserted);
  }

  @Test
  void whatWasAnsweredBeforeARecordThatCannotBeStoredIsDone() {
    eventually(() -> assertThat(store.dual(List.of(write(1), write(3), write(5)))).hasSize(3));
    eventually(() ->
        assertThat(store.dual(List.of(write(1), write(3), write(4), write(5))))
            .hasSize(2)
            .allMatch(RecordStore.Reply::done));
  }

  @Test
  void aCallOfWhichNothingWasAnsweredHasFailed() {
    eventually(() ->
        assertThatThrownBy(() -> store.dual(List.of(write(4), write(5))))
            .isInstanceOf(UnusableRecordException.class)
            .hasMessageContaining(RECORD.toString()));
  }
}
