package dev.notely.store.sqlite;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The one writer of a file: a platform thread (SQLite's calls would pin a virtual one) that commits
 * up to 512 waiting writes together. Each write runs in a savepoint, so one that fails is undone
 * alone; all are answered after the commit. Bulk work has a queue of its own: at most one piece of
 * it goes into a group, and only after the users' writes, so that no user waits for more than one.
 */
public final class SqliteWriter implements AutoCloseable {
  private static final int GROUP = 512;
  private static final int BULK_BOUND = 256;

  private final Session session;
  private final int bound;
  private final BlockingQueue<Task<?>> users;
  private final BlockingQueue<Task<?>> bulk = new ArrayBlockingQueue<>(BULK_BOUND);
  private final Semaphore waiting = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  SqliteWriter(Session session, String name, int bound) {
    this.session = session;
    this.bound = bound;
    this.users = new ArrayBlockingQueue<>(bound);
    this.thread = Thread.ofPlatform().name("writer-" + name).start(this::run);
  }

  /**
   * A user's write, in a transaction. The future completes after the commit, on the writer's
   * thread: what depends on it must be short.
   *
   * @throws SqliteBusyException if the queue is full
   */
  public <R> CompletableFuture<R> submit(Function<Session, R> work) {
    return enqueue(users, bound, work);
  }

  /** As {@link #submit}, below users' writes. */
  public <R> CompletableFuture<R> submitBulk(Function<Session, R> work) {
    return enqueue(bulk, BULK_BOUND, work);
  }

  /** Writes that wait. */
  public int queued() {
    return users.size() + bulk.size();
  }

  private <R> CompletableFuture<R> enqueue(
      BlockingQueue<Task<?>> queue, int queueBound, Function<Session, R> work) {
    Task<R> task = new Task<>(work, Context.current(), new CompletableFuture<>());
    if (closed || !queue.offer(task)) {
      throw new SqliteBusyException(queueBound);
    }
    waiting.release();
    return task.answer;
  }

  private void run() {
    List<Task<?>> group = new ArrayList<>(GROUP);
    while (!closed || waiting.availablePermits() > 0) {
      try {
        waiting.acquire();
      } catch (InterruptedException e) {
        continue; // close() interrupts; what was accepted is still written
      }
      users.drainTo(group, GROUP);
      Task<?> one = bulk.poll();
      if (one != null) {
        group.add(one);
      }
      waiting.tryAcquire(Math.max(0, group.size() - 1));
      if (!group.isEmpty()) {
        commit(group);
        group.clear();
      }
    }
  }

  private void commit(List<Task<?>> group) {
    try {
      session.update("BEGIN IMMEDIATE");
      for (Task<?> task : group) {
        task.run(session);
      }
      session.update("COMMIT");
    } catch (RuntimeException e) {
      rollBack();
      group.forEach(task -> task.answer.completeExceptionally(e));
      return;
    }
    group.forEach(Task::complete);
  }

  private void rollBack() {
    try {
      session.update("ROLLBACK");
    } catch (SqliteFailedException e) {
      // SQLite has rolled back by itself (full disk): there is nothing left to undo.
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Task<R> {
    private final Function<Session, R> work;
    private final Context context;
    private final CompletableFuture<R> answer;
    private Runnable outcome = () -> {};

    Task(Function<Session, R> work, Context context, CompletableFuture<R> answer) {
      this.work = work;
      this.context = context;
      this.answer = answer;
    }

    void run(Session session) {
      session.update("SAVEPOINT task");
      try (Scope ignored = context.makeCurrent()) {
        R result = work.apply(session);
        outcome = () -> answer.complete(result);
      } catch (RuntimeException e) {
        session.update("ROLLBACK TO task");
        outcome = () -> answer.completeExceptionally(e);
      }
      session.update("RELEASE task");
    }

    void complete() {
      outcome.run();
    }
  }
}
