package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.runtime.process.StartupException;
import dev.notely.store.notes.RecordOperations.NotReadyException;
import dev.notely.store.sqlite.BulkWork;
import dev.notely.store.sqlite.Session;
import dev.notely.store.sqlite.SqliteBusyException;
import dev.notely.store.sqlite.SqliteDatabase;
import dev.notely.store.sqlite.SqliteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store's file and what may be done with it: operations run in transactions of the one writer or
 * in snapshots of the readers.
 */
public final class NoteStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NoteStore.class);

  /** Of a purge, until other bulk work has its turn. */
  private static final int PURGE_CHUNKS = 8;

  private final Path file;
  private final String name;
  private final NoteSchema schema;
  private final SqliteDatabase database;
  private final NoteOperations notes;
  private final RecordOperations records;
  private final InspectionOperations inspection;
  private final ResolveOperations resolving;
  // One repair at a time: between the measuring of a drift and its correction there is no other.
  private final ReentrantLock repairs = new ReentrantLock();
  private final AtomicLong alarms = new AtomicLong();
  private final Set<ByteString> purging = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private NoteStore(
      Path file, String name, NoteSchema schema, SqliteDatabase database, InstantSource clock) {
    this.file = file;
    this.name = name;
    this.schema = schema;
    this.database = database;
    OwnershipRules rules = new OwnershipRules(name);
    this.notes = new NoteOperations(rules, clock);
    this.records = new RecordOperations(rules);
    this.inspection = new InspectionOperations(rules);
    this.resolving = new ResolveOperations(rules, clock);
  }

  /**
   * Opens or makes the file of a store and takes up again what a purge left.
   *
   * @throws StartupException if the file is another store's, has another schema, or cannot be used
   */
  public static NoteStore open(Path file, String name, NoteSchema schema, InstantSource clock) {
    SqliteDatabase database = SqliteDatabase.open(file, schema.statements(), NoteSchema.VERSION);
    try {
      database
          .writer()
          .submit(session -> {
            if (schema == NoteSchema.LEGACY) {
              LegacyAdoption.checkFinished(session, file);
            }
            Meta.claim(session, "store", name, file);
            Meta.claim(session, "schema", schema.label(), file);
            return true;
          })
          .join();
    } catch (java.util.concurrent.CompletionException e) {
      database.close();
      throw e.getCause() instanceof StartupException startup ? startup : e;
    }
    NoteStore store = new NoteStore(file, name, schema, database, clock);
    if (schema == NoteSchema.LEGACY) {
      store.indexUnconverted();
    }
    store.resumePurges();
    return store;
  }

  // ---- users' operations

  /** A get: on the calling thread, unless the proof opens the row. */
  public CompletableFuture<NoteAnswer> get(Proof proof, ByteString note, Fallback fallback) {
    return read(tables -> notes.get(tables, proof, note, fallback));
  }

  /** A page of ids: on the calling thread, unless the proof opens the row. */
  public CompletableFuture<NoteAnswer> list(Proof proof, ByteString after, int limit) {
    return read(tables -> notes.list(tables, proof, after, limit));
  }

  private CompletableFuture<NoteAnswer> read(Function<AccountTables, NoteAnswer> operation) {
    try {
      return CompletableFuture.completedFuture(alarmed(snapshot(operation)));
    } catch (SqlTables.WriterNeededException e) {
      return inTransaction(operation).thenApply(this::alarmed);
    }
  }

  /**
   * A write; the future completes after its commit.
   *
   * @param tooLate nobody waits for it any more; asked when its turn comes, on another thread
   */
  public CompletableFuture<NoteAnswer> write(
      Proof proof,
      ByteString key,
      long keyExpiresMs,
      NoteWrite write,
      Fallback fallback,
      BooleanSupplier tooLate) {
    return database
        .writer()
        .submit(
            session ->
                notes.write(
                    schema.tables(session, false), proof, key, keyExpiresMs, write, fallback),
            tooLate)
        .thenApply(this::alarmed);
  }

  // ---- moving records

  /** A short command, among users' writes. */
  public CompletableFuture<RecordReply> command(
      Function<RecordOperations, Function<AccountTables, RecordReply>> command) {
    return inTransaction(command.apply(records)).thenApply(this::alarmed);
  }

  /** Several operations of the records room in one writing transaction. */
  public <R> CompletableFuture<R> transaction(
      Function<RecordOperations, Function<AccountTables, R>> work) {
    return inTransaction(work.apply(records));
  }

  /** A command after which the rest of an older copy is removed chunk by chunk, if it says so. */
  public CompletableFuture<RecordReply> purgingCommand(
      ByteString account,
      Function<RecordOperations, Function<AccountTables, RecordReply>> command) {
    return command(command)
        .thenApply(reply -> {
          if (reply.row().purging()) {
            purge(account);
          }
          return reply;
        });
  }

  /**
   * A batch into a copy, in pieces below users' writes; but for the one that completes it: users
   * wait for that. Refused between two pieces, it is done up to there, as the row says.
   */
  public CompletableFuture<RecordReply> apply(
      Proof proof, RecordBatch batch, Optional<FinalState> wanted) {
    CompletableFuture<RecordReply> applied =
        wanted.isPresent()
            ? inTransaction(tables -> records.apply(tables, proof, batch, wanted))
            : database
                .writer()
                .submitBulk(
                    Pieces.work(
                        Pieces.of(batch),
                        (session, piece) ->
                            records.apply(
                                schema.tables(session, false), proof, piece, Optional.empty())));
    return applied
        .exceptionally(failure -> {
          if (failure instanceof NotReadyException notReady) {
            return notReady.reply();
          }
          throw new java.util.concurrent.CompletionException(failure);
        })
        .thenApply(this::alarmed);
  }

  /**
   * The former home of a lazy move; what its log has too many goes in pieces, among users' writes.
   */
  public CompletableFuture<RecordReply> demote(Proof proof) {
    return command(records -> tables -> records.demote(tables, proof))
        .thenCompose(reply ->
            reply.isDone() && RecordOperations.isTooLong(reply.row())
                ? demote(proof)
                : CompletableFuture.completedFuture(reply));
  }

  /**
   * The new home of a lazy move. The log is put in in pieces, each a write among users' writes, for
   * users wait for this too; the row opens with the last. Who ends before has left a row that is
   * nobody's home, and what it has of the log is put in again.
   *
   * @param lastSeq of the former home
   * @param keyMark of the former home
   * @param log of the former home, all of it
   */
  public CompletableFuture<RecordReply> openOverlay(
      Proof proof, long lastSeq, long keyMark, List<LoggedWrite> log) {
    return openOverlayInPieces(proof, lastSeq, keyMark, Pieces.ofLog(log));
  }

  private CompletableFuture<RecordReply> openOverlayInPieces(
      Proof proof, long lastSeq, long keyMark, List<List<LoggedWrite>> pieces) {
    List<LoggedWrite> first = pieces.getFirst();
    if (pieces.size() == 1) {
      return command(records -> tables -> records.open(tables, proof, lastSeq, keyMark, first));
    }
    return command(records -> tables -> records.prepare(tables, proof, lastSeq, first))
        .thenCompose(reply ->
            reply.isDone() && reply.row().epoch() < proof.epoch()
                ? openOverlayInPieces(proof, lastSeq, keyMark, pieces.subList(1, pieces.size()))
                : CompletableFuture.completedFuture(reply));
  }

  /** Dual writes, behind users' writes: T may be another account's home. */
  public CompletableFuture<RecordReply> dual(Proof proof, List<StoredRecord> committed) {
    return database
        .writer()
        .submitBulk(
            Pieces.work(
                Pieces.of(committed),
                (session, some) -> records.dual(schema.tables(session, false), proof, some)))
        .thenApply(this::alarmed);
  }

  /** Records of the former home of an overlaid account, in pieces behind users' writes. */
  public CompletableFuture<RecordReply> drain(Proof proof, List<StoredRecord> former) {
    return database
        .writer()
        .submitBulk(
            Pieces.work(
                Pieces.of(former),
                (session, some) -> records.drain(schema.tables(session, false), proof, some)))
        .thenApply(this::alarmed);
  }

  /** Records that the new home of an overlaid account has, in pieces behind users' writes. */
  public CompletableFuture<RecordReply> evict(Proof proof, List<ByteString> keys) {
    return database
        .writer()
        .submitBulk(
            Pieces.work(
                Pieces.ofKeys(keys),
                (session, some) -> records.evict(schema.tables(session, false), proof, some)))
        .thenApply(this::alarmed);
  }

  /** Reads of the records room, from one snapshot, on the calling thread. */
  public <R> R readRecords(Function<RecordOperations, Function<AccountTables, R>> read) {
    return snapshot(read.apply(records));
  }

  // ---- looking at what is there

  /** A look, from one snapshot, on the calling thread. */
  public <R> R inspect(Function<InspectionOperations, Function<AccountTables, R>> look) {
    return snapshot(look.apply(inspection));
  }

  /**
   * Replaces a range of a copy, behind users' writes. The calling thread reads the whole account
   * first, and waits for the commit.
   */
  public RecordReply repair(Proof proof, KeyRange range, List<StoredRecord> wanted) {
    repairs.lock();
    try {
      RecordReply allowed = inspect(look -> tables -> look.mayRepair(tables, proof));
      if (!allowed.isDone()) {
        return alarmed(allowed);
      }
      Drift drift = inspect(look -> tables -> look.drift(tables, proof.account()));
      return alarmed(
          database
              .writer()
              .submitBulk(
                  Pieces.work(
                      Pieces.of(range, wanted),
                      (session, part) ->
                          inspection.repair(
                              schema.tables(session, false),
                              proof,
                              part.range(),
                              part.records(),
                              part.first() ? drift : Drift.NONE)))
              .join());
    } finally {
      repairs.unlock();
    }
  }

  // ---- rows that are no records

  /** Of a file that was adopted before they were found by their accounts; a batch at a time. */
  private void indexUnconverted() {
    boolean all = false;
    while (!all) {
      all = database.writer().submit(session -> new UnconvertedRows(session).indexNext()).join();
    }
  }

  /**
   * Rows after a position, on the calling thread.
   *
   * @param accounts that their creators name; empty: all rows
   */
  public UnconvertedRow.Page unconverted(UnconvertedRow.Query query, List<ByteString> accounts) {
    if (schema != NoteSchema.LEGACY) {
      return new UnconvertedRow.Page(List.of(), false);
    }
    return database
        .readers()
        .read(session -> {
          UnconvertedRows rows = new UnconvertedRows(session);
          return accounts.isEmpty() ? rows.page(query) : rows.page(query, accounts);
        });
  }

  /** Decides about one of them; the future completes after the commit. */
  public CompletableFuture<Resolve.Outcome> resolve(String source, long row, Resolve wanted) {
    if (schema != NoteSchema.LEGACY) {
      return CompletableFuture.completedFuture(new Resolve.Unknown());
    }
    return database
        .writer()
        .submit(session ->
            resolving.resolve(
                new LegacyTables(session, false),
                new UnconvertedRows(session),
                source,
                row,
                wanted))
        .thenApply(outcome -> {
          if (outcome instanceof Resolve.Refused(RecordReply reply)) {
            alarmed(reply);
          }
          return outcome;
        });
  }

  /** A record as the file has it, whole or damaged; on the calling thread. */
  public Optional<RawRow> raw(ByteString account, ByteString key) {
    return database.readers().read(session -> schema.raw(session, account, key));
  }

  // ---- purge

  private void resumePurges() {
    database
        .readers()
        .read(session ->
            session.list(
                "SELECT account FROM ownership WHERE purging = 1", row -> SqlTables.bytes(row, 1)))
        .forEach(this::purge);
  }

  private void purge(ByteString account) {
    if (purging.add(account)) {
      purgeNext(account);
    }
  }

  private void purgeNext(ByteString account) {
    if (closed) {
      return; // the mark is in the row: the next start goes on
    }
    try {
      CompletableFuture<Boolean> chunk =
          database
              .writer()
              .submitBulk(
                  new BulkWork<>() {
                    private int chunks;

                    @Override
                    public Optional<Boolean> next(Session session) {
                      boolean finished = records.purgeChunk(schema.tables(session, false), account);
                      return finished || ++chunks == PURGE_CHUNKS
                          ? Optional.of(finished)
                          : Optional.empty();
                    }
                  });
      var _ =
          chunk.whenComplete((finished, failure) -> {
            if (failure == null && !finished) {
              purgeNext(account);
              return;
            }
            purging.remove(account);
            if (failure != null) {
              LOG.warn("purge stopped, goes on when asked again", failure);
            }
          });
    } catch (SqliteBusyException e) {
      CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)
          .execute(() -> purgeNext(account));
    }
  }

  // ---- the store itself

  /** Sums over ownership rows: one short row an account, never the notes. */
  public Totals totals() {
    return database
        .readers()
        .read(session ->
            session.first(
                """
                SELECT coalesce(sum(CASE WHEN state IN (3, 4, 7) THEN notes END), 0), coalesce(sum(notes), 0),
                  count(CASE WHEN state IN (3, 4, 7) THEN 1 END),
                  (SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()),
                  (SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE key = 'unserved')
                  FROM ownership\
                """,
                row ->
                    new Totals(
                        row.getLong(1),
                        row.getLong(2) - row.getLong(1),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        alarms.get(),
                        database.writer().queued())))
        .orElseThrow();
  }

  /** Left for this process on the disk of the file, in bytes. */
  public long freeBytes() {
    try {
      return Files.getFileStore(file).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return name;
  }

  public NoteSchema schema() {
    return schema;
  }

  /** What was committed since the file was opened. */
  public SqliteWriter.Figures written() {
    return database.writer().figures();
  }

  /** Users' writes whose turn has not come. */
  public int writesWaiting() {
    return database.writer().usersWaiting();
  }

  SqliteDatabase database() {
    return database;
  }

  private <R> R snapshot(Function<AccountTables, R> work) {
    return database.readers().read(session -> work.apply(schema.tables(session, true)));
  }

  private <R> CompletableFuture<R> inTransaction(Function<AccountTables, R> work) {
    return database.writer().submit(session -> work.apply(schema.tables(session, false)));
  }

  private NoteAnswer alarmed(NoteAnswer answer) {
    if (answer instanceof NoteAnswer.Refused(Refusal refusal, long epoch, boolean alarm) && alarm) {
      raise(refusal, epoch);
    }
    return answer;
  }

  private RecordReply alarmed(RecordReply reply) {
    if (reply.alarm()) {
      raise(reply.refusal().orElseThrow(), reply.row().epoch());
    }
    return reply;
  }

  private void raise(Refusal refusal, long epoch) {
    alarms.incrementAndGet();
    LOG.atWarn()
        .addKeyValue("refusal", refusal)
        .addKeyValue("row_epoch", epoch)
        .log("a request that the protocol does not allow was refused");
  }

  @Override
  public void close() {
    closed = true;
    database.close();
  }

  /**
   * What status shows.
   *
   * @param notes of the accounts that are served here
   * @param copies further notes: copies in the making, or not yet purged
   */
  public record Totals(
      long notes,
      long copies,
      long accounts,
      long fileBytes,
      long unserved,
      long alarms,
      int queued) {}
}
