package dev.notely.store.server;

import dev.notely.proto.catalog.v1.Chore;
import dev.notely.proto.catalog.v1.ClaimMoves;
import dev.notely.proto.catalog.v1.ClaimedMoves;
import dev.notely.proto.catalog.v1.CompleteChoreReply;
import dev.notely.proto.catalog.v1.Move;
import dev.notely.proto.catalog.v1.MoveHistoryRequest;
import dev.notely.proto.catalog.v1.MoveRecord;
import dev.notely.proto.catalog.v1.MoveServiceGrpc;
import dev.notely.proto.catalog.v1.UnclaimMove;
import dev.notely.proto.catalog.v1.UnclaimMoveReply;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.MoveLeases;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Work on moves. */
final class MoveGrpcService extends MoveServiceGrpc.MoveServiceImplBase {
  private static final int MAX_WORK = 1_000;
  private static final int HISTORY_PAGE = 1_000;

  private final Catalog catalog;
  private final MoveLeases leases;

  MoveGrpcService(Catalog catalog, MoveLeases leases) {
    this.catalog = catalog;
    this.leases = leases;
  }

  @Override
  public void claim(ClaimMoves request, StreamObserver<ClaimedMoves> observer) {
    Answers.send(
        observer,
        () ->
            CompletableFuture.completedFuture(
                leases.claim(
                    RequestFields.text("holder", request.getHolder()),
                    request.getCapacity(),
                    catalog.work(MAX_WORK))),
        MoveGrpcService::toReply);
  }

  private static ClaimedMoves toReply(MoveLeases.Claimed claimed) {
    ClaimedMoves.Builder reply = ClaimedMoves.newBuilder().setWaiting(claimed.waiting());
    for (Catalog.Work work : claimed.work()) {
      reply.addMoves(
          Move.newBuilder()
              .setPlacement(CatalogMapping.placement(work.placement()))
              .addAllChores(work.chores().stream().map(CatalogMapping::chore).toList()));
    }
    return reply.build();
  }

  @Override
  public void unclaim(UnclaimMove request, StreamObserver<UnclaimMoveReply> observer) {
    Answers.send(
        observer,
        () -> {
          leases.unclaim(request.getHolder(), RequestFields.id("account", request.getAccount()));
          return CompletableFuture.completedFuture(true);
        },
        _ -> UnclaimMoveReply.getDefaultInstance());
  }

  @Override
  public void completeChore(Chore request, StreamObserver<CompleteChoreReply> observer) {
    Answers.send(
        observer,
        () -> catalog.complete(CatalogMapping.chore(request)),
        _ -> CompleteChoreReply.getDefaultInstance());
  }

  @Override
  public void history(MoveHistoryRequest request, StreamObserver<MoveRecord> observer) {
    try {
      long after = request.getAfterId();
      List<dev.notely.store.catalog.MoveRecord> page = catalog.moves(after, HISTORY_PAGE);
      while (!page.isEmpty()) {
        page.forEach(move -> observer.onNext(toProto(move)));
        after = page.getLast().id();
        page = catalog.moves(after, HISTORY_PAGE);
      }
      observer.onCompleted();
    } catch (RuntimeException e) {
      observer.onError(StatusMapper.toStatus(e));
    }
  }

  private static MoveRecord toProto(dev.notely.store.catalog.MoveRecord move) {
    return MoveRecord.newBuilder()
        .setId(move.id())
        .setAccount(move.account())
        .setFromStore(move.from())
        .setToStore(move.to())
        .setEpoch(move.epoch())
        .setCommittedAtMs(move.committedAtMs())
        .setRecords(move.records())
        .setPauseMicros(move.pauseMicros())
        .build();
  }
}
