package dev.notely.store.sqlite;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A write that waits, and its answer. */
final class WriteTask<R> {
  private final BulkWork<R> work;
  private final BooleanSupplier tooLate;
  private final Context context;
  private final CompletableFuture<R> answer = new CompletableFuture<>();
  private Optional<Runnable> outcome = Optional.empty();
  private int pieces;

  WriteTask(BulkWork<R> work, BooleanSupplier tooLate, Context context) {
    this.work = work;
    this.tooLate = tooLate;
    this.context = context;
  }

  CompletableFuture<R> answer() {
    return answer;
  }

  /**
   * Does at least one piece, and more until it is finished or has to give way. In a savepoint: a
   * failure is undone, as far as this transaction is concerned, and kept for {@link #complete}.
   */
  void run(Session session, BooleanSupplier givesWay) {
    if (tooLate.getAsBoolean()) {
      outcome = Optional.of(() -> answer.completeExceptionally(new TooLateException()));
      return;
    }
    session.update("SAVEPOINT task");
    try (Scope ignored = context.makeCurrent()) {
      Optional<R> result;
      do {
        result = work.next(session);
        pieces++;
      } while (result.isEmpty() && !givesWay.getAsBoolean());
      outcome = result.map(found -> () -> answer.complete(found));
    } catch (RuntimeException e) {
      undo(session, e);
    } catch (Error e) {
      undo(session, new IllegalStateException("a write ended with an error", e));
    }
    session.update("RELEASE task");
  }

  private void undo(Session session, RuntimeException cause) {
    try {
      session.update("ROLLBACK TO task");
    } catch (SqliteFailedException e) {
      // SQLite has undone the whole transaction by itself: the group fails, with the first cause.
      cause.addSuppressed(e);
      throw cause;
    }
    outcome = Optional.of(() -> answer.completeExceptionally(cause));
  }

  /** It was run to its end, or has failed. */
  boolean isOver() {
    return outcome.isPresent();
  }

  /** It was one piece. */
  boolean isShort() {
    return pieces <= 1;
  }

  /** After the commit; answers nothing if there is more to do. */
  void complete() {
    outcome.ifPresent(Runnable::run);
  }

  /** The transaction has failed. */
  void fail(RuntimeException cause) {
    outcome = Optional.of(() -> answer.completeExceptionally(cause));
    complete();
  }
}
