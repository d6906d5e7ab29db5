package dev.notely.store.server;

import dev.notely.proto.catalog.v1.Chore;
import dev.notely.proto.catalog.v1.ClaimMoves;
import dev.notely.proto.catalog.v1.ClaimedMoves;
import dev.notely.proto.catalog.v1.CompleteChoreReply;
import dev.notely.proto.catalog.v1.MoveFailure;
import dev.notely.proto.catalog.v1.MoveFailureReply;
import dev.notely.proto.catalog.v1.MoveHistoryRequest;
import dev.notely.proto.catalog.v1.MoveRecord;
import dev.notely.proto.catalog.v1.MoveServiceGrpc;
import dev.notely.proto.catalog.v1.UnclaimMove;
import dev.notely.proto.catalog.v1.UnclaimMoveReply;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.MoveFailures;
import dev.notely.store.catalog.MoveQueue;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Work on moves. */
final class MoveGrpcService extends MoveServiceGrpc.MoveServiceImplBase {
  private static final int MAX_CAPACITY = 10_000;
  private static final int HISTORY_PAGE = 500;

  private final Catalog catalog;
  private final MoveQueue queue;
  private final MoveFailures failures;
  private final Executor executor;

  /**
   * @param executor for what may read many rows
   */
  MoveGrpcService(Catalog catalog, MoveQueue queue, MoveFailures failures, Executor executor) {
    this.catalog = catalog;
    this.queue = queue;
    this.failures = failures;
    this.executor = executor;
  }

  @Override
  public void claim(ClaimMoves request, StreamObserver<ClaimedMoves> observer) {
    Answers.send(
        observer,
        () -> {
          String holder = RequestFields.text("holder", request.getHolder());
          int capacity = request.getCapacity();
          if (capacity < 0 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                "capacity is "
                    + Integer.toUnsignedString(capacity)
                    + "; it is 0 to "
                    + MAX_CAPACITY);
          }
          return CompletableFuture.supplyAsync(() -> queue.claim(holder, capacity), executor);
        },
        CatalogMapping::claimed);
  }

  @Override
  public void unclaim(UnclaimMove request, StreamObserver<UnclaimMoveReply> observer) {
    Answers.send(
        observer,
        () -> {
          queue.unclaim(
              RequestFields.text("holder", request.getHolder()),
              RequestFields.id("account", request.getAccount()));
          return CompletableFuture.completedFuture(true);
        },
        _ -> UnclaimMoveReply.getDefaultInstance());
  }

  @Override
  public void completeChore(Chore request, StreamObserver<CompleteChoreReply> observer) {
    Answers.send(
        observer,
        () -> queue.complete(CatalogMapping.chore(request)),
        _ -> CompleteChoreReply.getDefaultInstance());
  }

  @Override
  public void failed(MoveFailure request, StreamObserver<MoveFailureReply> observer) {
    Answers.send(
        observer,
        () -> {
          failures.failed(
              request.getMigration(),
              RequestFields.id("account", request.getAccount()),
              RequestFields.text("holder", request.getHolder()),
              request.getReason());
          return CompletableFuture.completedFuture(true);
        },
        _ -> MoveFailureReply.getDefaultInstance());
  }

  @Override
  public void history(MoveHistoryRequest request, StreamObserver<MoveRecord> observer) {
    ServerCallStreamObserver<MoveRecord> moves = (ServerCallStreamObserver<MoveRecord>) observer;
    History history = new History(moves, request.getAfterId());
    moves.setOnCancelHandler(() -> {}); // with one, a late onNext is ignored and not an error
    moves.setOnReadyHandler(history::wake);
    history.wake();
  }

  /** Reads on as the caller takes: the whole history is in memory nowhere. */
  private final class History extends Pump {
    private final ServerCallStreamObserver<MoveRecord> moves;
    private long after;
    private boolean done;

    History(ServerCallStreamObserver<MoveRecord> moves, long after) {
      super(executor);
      this.moves = moves;
      this.after = after;
    }

    @Override
    protected boolean step() {
      if (done || moves.isCancelled() || !moves.isReady()) {
        return false;
      }
      List<dev.notely.store.catalog.MoveRecord> page = catalog.moves(after, HISTORY_PAGE);
      page.forEach(move -> moves.onNext(CatalogMapping.move(move)));
      if (page.isEmpty()) {
        done = true;
        moves.onCompleted();
        return false;
      }
      after = page.getLast().id();
      return true;
    }

    @Override
    protected void failed(RuntimeException failure) {
      moves.onError(StatusMapper.toStatus(failure));
    }
  }
}
