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
  /** Who did it where a caller does not say: one of a release that could not. */
  private static final String ENGINE = "engine";

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
                CatalogMapping.change(request),
                request.getActor().isEmpty() ? ENGINE : request.getActor()),
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
    Watcher watcher = new Watcher(events, request.getAfterVersion());
    events.setOnCancelHandler(watcher::stop);
    events.setOnReadyHandler(watcher::wake);
    watcher.begin();
  }

  /**
   * Reads on from its own version whenever there is something and it can take it: nothing is
   * buffered, nothing skipped, however slow the watcher is. It is registered before its first look,
   * so a change is either found by that look or wakes it.
   */
  private final class Watcher extends Pump {
    private final ServerCallStreamObserver<PlacementEvent> events;
    private final Runnable waker = this::wake;
    private long version;
    private boolean greeted;

    Watcher(ServerCallStreamObserver<PlacementEvent> events, long after) {
      super(executor);
      this.events = events;
      this.version = after;
    }

    void begin() {
      catalog.feed().watch(waker);
      wake();
    }

    @Override
    protected boolean step() {
      if (events.isCancelled() || !events.isReady()) {
        return false;
      }
      if (!greeted) {
        greet();
        return true;
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

    private void greet() {
      long now = catalog.version();
      if (version == 0) {
        version = now;
      }
      greeted = true;
      events.onNext(PlacementEvent.newBuilder().setVersion(now).build());
    }

    @Override
    protected void failed(RuntimeException failure) {
      stop();
      events.onError(StatusMapper.toStatus(failure));
    }

    void stop() {
      catalog.feed().unwatch(waker);
    }
  }
}
