package dev.notely.store.sqlite;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A write that waits, and its answer. */
final class WriteTask<R> {
  private final Function<Session, R> work;
  private final BooleanSupplier tooLate;
  private final Context context;
  private final CompletableFuture<R> answer = new CompletableFuture<>();
  private Runnable outcome = () -> {};

  WriteTask(Function<Session, R> work, BooleanSupplier tooLate, Context context) {
    this.work = work;
    this.tooLate = tooLate;
    this.context = context;
  }

  CompletableFuture<R> answer() {
    return answer;
  }

  /** Runs in a savepoint; a failure is undone and kept for {@link #complete}. */
  void run(Session session) {
    if (tooLate.getAsBoolean()) {
      outcome = () -> answer.completeExceptionally(new TooLateException());
      return;
    }
    session.update("SAVEPOINT task");
    try (Scope ignored = context.makeCurrent()) {
      R result = work.apply(session);
      outcome = () -> answer.complete(result);
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
    outcome = () -> answer.completeExceptionally(cause);
  }

  /** After the commit. */
  void complete() {
    outcome.run();
  }

  void fail(RuntimeException cause) {
    answer.completeExceptionally(cause);
  }
}
