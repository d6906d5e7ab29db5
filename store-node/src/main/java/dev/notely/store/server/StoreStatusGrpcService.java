package dev.notely.store.server;

import dev.notely.proto.store.v1.StatusRequest;
import dev.notely.proto.store.v1.StoreStatus;
import dev.notely.proto.store.v1.StoreStatusServiceGrpc;
import dev.notely.runtime.grpc.Protocol;
import dev.notely.store.notes.NoteStore;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** What a store says of itself. */
final class StoreStatusGrpcService extends StoreStatusServiceGrpc.StoreStatusServiceImplBase {
  private final NoteStore store;

  StoreStatusGrpcService(NoteStore store) {
    this.store = store;
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StoreStatus> observer) {
    Answers.send(
        observer,
        () -> CompletableFuture.completedFuture(store.totals()),
        totals ->
            StoreStatus.newBuilder()
                .setName(store.name())
                .setSchema(store.schema().label())
                .setNotes(totals.notes())
                .setCopies(totals.copies())
                .setAccounts(totals.accounts())
                .setBytes(totals.fileBytes())
                .setUnservedRows(totals.unserved())
                .setAlarms(totals.alarms())
                .setProtocol(Protocol.CURRENT)
                .setWriteQueue(totals.queued())
                .setFreeBytes(store.freeBytes())
                .setWritesWaiting(store.writesWaiting())
                .build());
  }
}
