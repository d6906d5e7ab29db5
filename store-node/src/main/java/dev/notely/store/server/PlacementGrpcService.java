package dev.notely.store.server;

import dev.notely.proto.catalog.v1.AccountId;
import dev.notely.proto.catalog.v1.Placement;
import dev.notely.proto.catalog.v1.PlacementChange;
import dev.notely.proto.catalog.v1.PlacementChangeReply;
import dev.notely.proto.catalog.v1.PlacementEvent;
import dev.notely.proto.catalog.v1.PlacementServiceGrpc;
import dev.notely.proto.catalog.v1.WatchPlacements;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.PlacementRow;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Placements: look, change, watch. */
final class PlacementGrpcService extends PlacementServiceGrpc.PlacementServiceImplBase {
  private final Catalog catalog;
  private final Executor executor;

  PlacementGrpcService(Catalog catalog, Executor executor) {
    this.catalog = catalog;
    this.executor = executor;
  }

  @Override
  public void find(AccountId request, StreamObserver<Placement> observer) {
    Answers.send(
        observer,
        () ->
            CompletableFuture.completedFuture(
                catalog.placement(RequestFields.id("id", request.getId()))),
        CatalogMapping::placement);
  }

  @Override
  public void compareAndSet(
      PlacementChange request, StreamObserver<PlacementChangeReply> observer) {
    Answers.send(
        observer,
        () ->
            catalog.compareAndSet(
                RequestFields.id("account", request.getAccount()),
                request.getExpectedEpoch(),
                CatalogMapping.change(request)),
        outcome ->
            PlacementChangeReply.newBuilder()
                .setWon(outcome.won())
                .setPlacement(CatalogMapping.placement(outcome.row()))
                .build());
  }

  @Override
  public void watch(WatchPlacements request, StreamObserver<PlacementEvent> observer) {
    ServerCallStreamObserver<PlacementEvent> events =
        (ServerCallStreamObserver<PlacementEvent>) observer;
    long now = catalog.version();
    // First the position, then the registration: a change between the two is found by the first
    // read after it.
    Watcher watcher =
        new Watcher(events, request.getAfterVersion() == 0 ? now : request.getAfterVersion());
    AutoCloseable registration = catalog.feed().watch(watcher::wake);
    events.setOnCancelHandler(() -> Pump.closeQuietly(registration));
    events.setOnReadyHandler(watcher::wake);
    events.onNext(PlacementEvent.newBuilder().setVersion(now).build());
    watcher.wake();
  }

  /**
   * Reads on from its own version whenever there is something and it can take it: nothing is
   * buffered, nothing skipped.
   */
  private final class Watcher extends Pump {
    private final ServerCallStreamObserver<PlacementEvent> events;
    private long version;

    Watcher(ServerCallStreamObserver<PlacementEvent> events, long version) {
      super(executor);
      this.events = events;
      this.version = version;
    }

    @Override
    protected boolean step() {
      if (events.isCancelled() || !events.isReady()) {
        return false;
      }
      List<PlacementRow> changed = catalog.feed().after(version);
      for (PlacementRow row : changed) {
        events.onNext(
            PlacementEvent.newBuilder()
                .setVersion(row.version())
                .setPlacement(CatalogMapping.placement(row))
                .build());
        version = row.version();
      }
      return !changed.isEmpty();
    }

    @Override
    protected void failed(RuntimeException failure) {
      events.onError(StatusMapper.toStatus(failure));
    }
  }
}
