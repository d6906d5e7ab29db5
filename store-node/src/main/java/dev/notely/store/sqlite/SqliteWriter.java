package dev.notely.store.sqlite;

import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one writer of a file: a platform thread (SQLite's calls would pin a virtual one) that commits
 * up to 512 waiting writes together. Each runs in a savepoint, so one that fails is undone alone;
 * all are answered after the commit.
 *
 * <p>Bulk work has a queue of its own. It runs when no user waits, or after eight groups of users'
 * writes: it must come to an end under any load. Where a user's write comes meanwhile, it commits
 * the pieces that are done and goes on after the users: so a write waits for one piece and its
 * commit at most, and where nobody writes, all is one transaction. Short works, such as dual writes
 * of several accounts, share one.
 */
public final class SqliteWriter implements AutoCloseable {
  private static final int GROUP = 512;
  private static final int BULK_BOUND = 256;
  private static final int GROUPS_BEFORE_BULK = 8;

  /** So many works of one piece share a transaction: the first waits for the last. */
  private static final int SHORT_BULKS = 32;

  private final Session session;
  private final int bound;
  private final BlockingQueue<WriteTask<?>> users;
  private final BlockingQueue<WriteTask<?>> bulk = new ArrayBlockingQueue<>(BULK_BOUND);
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private int groupsSinceBulk; // of the writer's thread
  private volatile Figures figures = new Figures(0, 0); // written by the writer's thread alone
  private volatile Optional<WriteTask<?>> begun = Optional.empty(); // set by the writer's thread
  private volatile boolean closed;

  /**
   * What was committed since the file was opened.
   *
   * @param commits transactions, each a group of writes or a piece of bulk work
   * @param writes that were answered with them
   */
  public record Figures(long commits, long writes) {}

  SqliteWriter(Session session, String name, int bound) {
    this.session = session;
    this.bound = bound;
    this.users = new ArrayBlockingQueue<>(bound);
    this.thread = Thread.ofPlatform().name("writer-" + name).start(this::run);
  }

  /**
   * A user's write, in a transaction. The future completes after the commit, on the writer's
   * thread: what depends on it must be short. It fails with what the work threw, or with {@link
   * SqliteFailedException} if the group could not be committed; then nothing of it happened.
   *
   * @throws SqliteBusyException if the queue is full or the file is being closed
   */
  public <R> CompletableFuture<R> submit(Function<Session, R> work) {
    return submit(work, () -> false);
  }

  /**
   * As {@link #submit(Function)}, unless nobody waits for it any more when its turn comes: then it
   * fails with {@link TooLateException}, and a writer that lags behind does not spend its time on
   * what is of no use.
   *
   * @param tooLate asked on the writer's thread
   */
  public <R> CompletableFuture<R> submit(Function<Session, R> work, BooleanSupplier tooLate) {
    return enqueue(users, bound, session -> Optional.of(work.apply(session)), tooLate);
  }

  /**
   * As {@link #submit(Function)}, behind users' writes. If it fails, pieces that gave way to users
   * stay; those after them are undone.
   */
  public <R> CompletableFuture<R> submitBulk(BulkWork<R> work) {
    return enqueue(bulk, BULK_BOUND, work, () -> false);
  }

  /** Writes that wait. */
  public int queued() {
    return users.size() + bulk.size() + (begun.isPresent() ? 1 : 0);
  }

  /** Of these, users' writes whose turn has not come. */
  public int usersWaiting() {
    return users.size();
  }

  public Figures figures() {
    return figures;
  }

  private <R> CompletableFuture<R> enqueue(
      BlockingQueue<WriteTask<?>> queue,
      int queueBound,
      BulkWork<R> work,
      BooleanSupplier tooLate) {
    WriteTask<R> task = new WriteTask<>(work, tooLate, Context.current());
    if (closed || !queue.offer(task)) {
      throw new SqliteBusyException(queueBound);
    }
    news.release();
    // Closed in between: the writer may have looked for the last time before the offer.
    if (closed && queue.remove(task)) {
      throw new SqliteBusyException(queueBound);
    }
    return task.answer();
  }

  private void run() {
    while (!closed || queued() > 0) {
      news.acquireUninterruptibly();
      // Before the look at the queues: a task that is offered after the look releases again.
      news.drainPermits();
      while (queued() > 0) {
        next();
      }
    }
  }

  private void next() {
    List<WriteTask<?>> group = new ArrayList<>();
    users.drainTo(group, GROUP);
    if (!group.isEmpty()) {
      commit(group, this::runUsers);
      groupsSinceBulk++;
    }
    if (users.isEmpty() || groupsSinceBulk >= GROUPS_BEFORE_BULK) {
      begun.or(() -> Optional.ofNullable(bulk.poll())).ifPresent(this::commitBulk);
      groupsSinceBulk = 0;
    }
  }

  private void commitBulk(WriteTask<?> first) {
    List<WriteTask<?>> group = new ArrayList<>(List.of(first));
    commit(group, this::runBulk);
    begun = Optional.<WriteTask<?>>of(group.getLast()).filter(task -> !task.isOver());
  }

  private void runUsers(List<WriteTask<?>> group) {
    group.forEach(task -> task.run(session, () -> false));
  }

  /** Adds works to the group as long as they are short; the last may have more to do. */
  private void runBulk(List<WriteTask<?>> group) {
    WriteTask<?> task = group.getFirst();
    task.run(session, () -> !users.isEmpty());
    while (task.isOver() && task.isShort() && group.size() < SHORT_BULKS && users.isEmpty()) {
      task = bulk.poll();
      if (task == null) {
        return;
      }
      group.add(task);
      task.run(session, () -> !users.isEmpty());
    }
  }

  private void commit(List<WriteTask<?>> group, Consumer<List<WriteTask<?>>> works) {
    try {
      session.update("BEGIN IMMEDIATE");
      works.accept(group);
      session.update("COMMIT");
    } catch (RuntimeException e) {
      rollBack();
      group.forEach(task -> task.fail(e));
      return;
    }
    long answered = group.stream().filter(WriteTask::isOver).count();
    figures = new Figures(figures.commits() + 1, figures.writes() + answered);
    group.forEach(WriteTask::complete);
  }

  private void rollBack() {
    try {
      session.update("ROLLBACK");
    } catch (SqliteFailedException e) {
      // SQLite has rolled back by itself (full disk): there is nothing left to undo.
    }
  }

  /** Waits until what was accepted is written. */
  @Override
  public void close() {
    closed = true;
    news.release();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
