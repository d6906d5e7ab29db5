package dev.notely.store.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.NoteAnswer.One;
import dev.notely.store.notes.NoteAnswer.Outcome;
import dev.notely.store.notes.NoteAnswer.Page;
import dev.notely.store.notes.NoteAnswer.Part;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lazy move from S to T, command by command: without a disk and in both schemas. */
final class LazyMoveTest {
  private static final ByteString ACCOUNT = id(0);
  private static final long NOW = 1_000_000;
  private static final long EXPIRES = 2_000_000;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW));

  /** Epochs of the move: before it, overlaid, and after it. */
  private static final long BEFORE = 1;

  private static final long OVER = 2;
  private static final long AFTER = 3;

  @TempDir private Path folder;
  private final List<NoteStore> opened = new ArrayList<>();
  private int keys;

  enum Kind {
    MEMORY,
    LEGACY,
    CLUSTERED
  }

  /** One of the two stores, whatever it keeps its tables in. */
  private record Side(String name, Transactions transactions) {
    <R> R run(Function<AccountTables, R> work) {
      try {
        return transactions.run(work);
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }

    NoteOperations notes() {
      return new NoteOperations(new OwnershipRules(name), CLOCK);
    }

    RecordOperations records() {
      return new RecordOperations(new OwnershipRules(name));
    }

    Ownership row() {
      return run(tables -> tables.ownership(ACCOUNT));
    }
  }

  private interface Transactions {
    <R> R run(Function<AccountTables, R> work);
  }

  private static final class InMemory implements Transactions {
    private final InMemoryTables tables = new InMemoryTables();

    @Override
    public <R> R run(Function<AccountTables, R> work) {
      return tables.inTransaction(ACCOUNT, work);
    }
  }

  private record InFile(NoteStore store) implements Transactions {
    @Override
    public <R> R run(Function<AccountTables, R> work) {
      return store.transaction(_ -> work).join();
    }
  }

  private Side s = new Side("s", new InMemory());
  private Side t = new Side("t", new InMemory());

  @BeforeEach
  void noFiles() {
    opened.clear();
  }

  @AfterEach
  void close() {
    opened.forEach(NoteStore::close);
  }

  private void use(Kind kind) {
    s = side(kind, "s");
    t = side(kind, "t");
    done(s.run(tables -> s.records().admit(tables, home(s, BEFORE))));
  }

  private Side side(Kind kind, String name) {
    return switch (kind) {
      case MEMORY -> new Side(name, new InMemory());
      case LEGACY -> new Side(name, inFile(name, NoteSchema.LEGACY));
      case CLUSTERED -> new Side(name, inFile(name, NoteSchema.CLUSTERED));
    };
  }

  private InFile inFile(String name, NoteSchema schema) {
    NoteStore store = NoteStore.open(folder.resolve(name + ".db"), name, schema, CLOCK);
    opened.add(store);
    return new InFile(store);
  }

  private static ByteString id(int number) {
    byte[] bytes = new byte[16];
    bytes[15] = (byte) number;
    return ByteString.copyFrom(bytes);
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static Proof home(Side side, long epoch) {
    return new Proof(ACCOUNT, side.name(), epoch, Proof.Role.HOME);
  }

  private static Proof fallback(long epoch) {
    return new Proof(ACCOUNT, "t", epoch, Proof.Role.FALLBACK);
  }

  private static Ownership done(RecordReply reply) {
    assertThat(reply.refusal()).isEmpty();
    return reply.row();
  }

  private static void refused(RecordReply reply, Refusal refusal, boolean alarm) {
    assertThat(reply.refusal()).contains(refusal);
    assertThat(reply.alarm()).isEqualTo(alarm);
  }

  // ---- the steps

  private void begin() {
    RecordReply reply =
        t.run(tables -> t.records().beginImport(tables, home(s, BEFORE), Long.MAX_VALUE));
    while (!purged(t)) {
      // an older copy goes first
    }
    assertThat(reply.row().state()).isEqualTo(RowState.IMPORTING);
  }

  private static boolean purged(Side side) {
    return side.run(tables -> side.records().purgeChunk(tables, ACCOUNT));
  }

  private RecordReply demote() {
    RecordReply reply;
    do {
      reply = s.run(tables -> s.records().demote(tables, home(t, OVER)));
    } while (reply.isDone() && RecordOperations.isTooLong(reply.row()));
    return reply;
  }

  private RecordReply open() {
    Ownership former = s.row();
    RecordBatch log =
        s.run(
            tables -> s.records().scan(tables, ACCOUNT, text("\u0002"), NoteOperations.LOG_BOUND));
    assertThat(log.records()).isEmpty();
    return t.run(tables ->
        t.records().open(tables, home(t, OVER), former.lastSeq(), log.keyMark(), log.log()));
  }

  /** Begun, sealed, committed, opened. */
  private void moveOver() {
    begin();
    done(s.run(tables -> s.records().seal(tables, home(s, BEFORE))));
    done(demote());
    done(open());
  }

  private List<StoredRecord> left() {
    done(s.run(tables -> s.records().mayScan(tables, home(t, OVER))));
    return s.run(tables -> s.records().scan(tables, ACCOUNT, ByteString.EMPTY, 100)).records();
  }

  private RecordReply drain(List<StoredRecord> records) {
    return t.run(tables -> t.records().drain(tables, home(t, OVER), records));
  }

  private RecordReply evict(List<StoredRecord> records) {
    List<ByteString> gone = records.stream().map(StoredRecord::key).toList();
    return s.run(tables -> s.records().evict(tables, home(t, OVER), gone));
  }

  private void drainAll() {
    List<StoredRecord> left = left();
    done(drain(left));
    assertThat(done(evict(left)).notes()).isZero();
  }

  // ---- users

  private NoteAnswer write(Side side, long epoch, NoteWrite write, Fallback known) {
    return write(side, epoch, write, known, text("key " + keys++));
  }

  private static NoteAnswer write(
      Side side, long epoch, NoteWrite write, Fallback known, ByteString key) {
    return side.run(
        tables -> side.notes().write(tables, home(side, epoch), key, EXPIRES, write, known));
  }

  private NoteAnswer write(NoteWrite write, Fallback known) {
    return write(t, OVER, write, known);
  }

  private static NoteWrite create(int note, String content) {
    return new NoteWrite.Create(id(note), text(content), 0, 0);
  }

  private static NoteWrite update(int note, String content, long ifSeq) {
    return new NoteWrite.Update(id(note), text(content), 0, ifSeq);
  }

  private static NoteWrite delete(int note, long ifSeq) {
    return new NoteWrite.Delete(id(note), ifSeq);
  }

  private void createAtHome(int note, String content) {
    assertThat(write(s, BEFORE, create(note, content), Fallback.UNASKED))
        .isInstanceOfSatisfying(One.class, one -> assertThat(one.outcome()).isEqualTo(Outcome.OK));
  }

  private static NoteAnswer look(Side side, Proof proof, int note) {
    return side.run(tables -> side.notes().get(tables, proof, id(note)));
  }

  private One get(int note, Fallback known) {
    return (One) t.run(tables -> t.notes().get(tables, home(t, OVER), id(note), known));
  }

  private One former(int note) {
    return (One) look(s, fallback(OVER), note);
  }

  /** What a proxy brings of a note. */
  private Fallback ask(int note) {
    return former(note).former().<Fallback>map(Fallback.Found::new).orElse(Fallback.NONE);
  }

  private Page page(Side side, Proof proof, ByteString after, int limit) {
    return (Page) side.run(tables -> side.notes().list(tables, proof, after, limit));
  }

  private static void asks(NoteAnswer answer) {
    assertThat(answer).isEqualTo(new NoteAnswer.Refused(Refusal.ASK_FALLBACK, OVER, false));
  }

  private static void is(NoteAnswer answer, Outcome outcome) {
    assertThat(answer)
        .isInstanceOfSatisfying(One.class, one -> assertThat(one.outcome()).isEqualTo(outcome));
  }

  private static void isSeq(NoteAnswer answer, long seq) {
    is(answer, Outcome.OK);
    assertThat(((One) answer).row().lastSeq()).isEqualTo(seq);
  }

  private void countersAreTrue(Side side) {
    List<StoredRecord> live = side.run(tables -> tables.records(ACCOUNT, ByteString.EMPTY, 1_000));
    RecordDigest digest = RecordDigest.EMPTY;
    long bytes = 0;
    for (StoredRecord record : live) {
      digest = digest.plus(record);
      bytes += record.value().size();
    }
    Ownership row = side.row();
    assertThat(List.of(row.notes(), row.bytes())).isEqualTo(List.of((long) live.size(), bytes));
    assertThat(row.digest()).isEqualTo(digest);
    long logged = side.run(tables -> tables.log(ACCOUNT, ByteString.EMPTY, 100_000)).size();
    assertThat(row.logEntries()).isEqualTo(logged);
  }

  // ---- the whole life

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anAccountMovesWhileItIsUsed(Kind kind) {
    use(kind);
    for (int note = 1; note <= 5; note++) {
      createAtHome(note, "old " + note);
    }
    moveOver();
    assertThat(s.row().state()).isEqualTo(RowState.READ_ONLY);
    Ownership home = t.row();
    assertThat(home.state()).isEqualTo(RowState.OVERLAID);
    assertThat(List.of(home.lastSeq(), home.keepFrom(), home.exportEpoch(), home.logEntries()))
        .isEqualTo(List.of(5L, 5L, OVER, 5L));

    isSeq(write(update(1, "new", 0), ask(1)), 6);
    isSeq(write(delete(2, 0), Fallback.UNASKED), 7);
    isSeq(write(create(9, "born here"), ask(9)), 8);
    countersAreTrue(t);

    drainAll();
    countersAreTrue(s);
    countersAreTrue(t);
    assertThat(page(t, home(t, OVER), ByteString.EMPTY, 10).ids())
        .containsExactly(id(1), id(3), id(4), id(5), id(9));
    assertThat(get(1, Fallback.UNASKED).note().orElseThrow().value().content())
        .isEqualTo(text("new"));
    assertThat(get(3, Fallback.UNASKED).note().orElseThrow().seq()).isEqualTo(3);

    // Moved: the former home is closed, as no copy of anything.
    Ownership closed = done(s.run(tables -> s.records().close(tables, home(t, AFTER))));
    assertThat(closed.state()).isEqualTo(RowState.CLOSED);
    assertThat(closed.watermark()).isEqualTo(Ownership.UNSET);
    // What came after the opening stands in the list of changes, for a reverse sync.
    isSeq(write(t, AFTER, update(3, "later", 0), Fallback.UNASKED), 9);
    assertThat(t.row().state()).isEqualTo(RowState.SERVING);
    assertThat(t.row().keepFrom()).isEqualTo(5);
    done(t.run(tables -> t.records().mayExport(tables, home(t, AFTER), 5)));
    RecordBatch changes = t.run(tables -> t.records().changes(tables, ACCOUNT, 5, 100));
    assertThat(changes.records())
        .extracting(record -> record.key().byteAt(15) + "@" + record.seq())
        .containsExactly("1@6", "2@7", "9@8", "3@9");
    assertThat(changes.log()).hasSize(4);

    RecordReply released = t.run(tables -> t.records().release(tables, home(t, AFTER + 1)));
    assertThat(released.row().keepFrom()).isEqualTo(Ownership.UNSET);
    countersAreTrue(t);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theNewHomeGoesBackAsAnyOther(Kind kind) {
    use(kind);
    createAtHome(1, "a");
    moveOver();
    drainAll();
    refused(
        s.run(tables -> s.records().beginImport(tables, home(t, OVER), 0)),
        Refusal.NOT_CLOSED,
        false);
    RecordReply begun = s.run(tables -> s.records().beginImport(tables, home(t, AFTER), 0));
    assertThat(begun.refusal()).contains(Refusal.PURGING);
    while (!purged(s)) {
      // its log goes: the new home has it
    }
    assertThat(done(s.run(tables -> s.records().beginImport(tables, home(t, AFTER), 0))).state())
        .isEqualTo(RowState.IMPORTING);
    assertThat(s.row().logEntries()).isZero();

    done(t.run(tables -> t.records().beginExport(tables, home(t, AFTER))));
    RecordBatch copy = t.run(tables -> t.records().scan(tables, ACCOUNT, ByteString.EMPTY, 100));
    done(s.run(tables -> s.records().apply(tables, home(t, AFTER), copy, Optional.empty())));
    assertThat(s.row().digest()).isEqualTo(t.row().digest());
  }

  // ---- before it is open

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theOrderIsDemoteThenOpen(Kind kind) {
    use(kind);
    createAtHome(1, "a");
    begin();
    refused(demote(), Refusal.NOT_CLOSED, true);
    done(s.run(tables -> s.records().seal(tables, home(s, BEFORE))));
    assertThat(look(s, fallback(OVER), 1))
        .as("sealed, not yet demoted")
        .isEqualTo(new NoteAnswer.Refused(Refusal.NOT_HOME, BEFORE, false));
    assertThat(look(t, home(t, OVER), 1))
        .as("not yet open, which is no alarm")
        .isEqualTo(new NoteAnswer.Refused(Refusal.NOT_HOME, BEFORE, false));

    done(demote());
    done(demote());
    assertThat(look(s, home(s, BEFORE), 1))
        .as("a stale reader")
        .isEqualTo(new NoteAnswer.Refused(Refusal.STALE_EPOCH, OVER, false));
    done(open());
    isSeq(write(delete(1, 0), Fallback.UNASKED), 2);
    assertThat(done(open()).lastSeq()).as("once only").isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatAnOlderCopyLeftIsNotOpened(Kind kind) {
    use(kind);
    createAtHome(1, "a");
    done(t.run(tables -> t.records().beginImport(tables, home(s, BEFORE), 0)));
    StoredRecord dead = new StoredRecord(id(7), 1, true, ByteString.EMPTY);
    RecordBatch batch =
        new RecordBatch(
            List.of(dead),
            List.of(),
            0,
            new BatchRange.Scan(ByteString.EMPTY, ScanPosition.record(id(7))));
    done(t.run(tables -> t.records().apply(tables, home(s, BEFORE), batch, Optional.empty())));
    done(s.run(tables -> s.records().seal(tables, home(s, BEFORE))));
    done(demote());
    refused(open(), Refusal.NOT_CLOSED, true);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFormerHomesLogFitsIntoOneOpening(Kind kind) {
    use(kind);
    createAtHome(1, "a");
    int bound = NoteOperations.LOG_BOUND;
    s.run(tables -> {
      for (int i = 0; i < bound + 2; i++) {
        ByteString key = text("old key " + i);
        tables.putLogged(ACCOUNT, new LoggedWrite(key, EXPIRES + i, 1, text("x")), false);
      }
      tables.putOwnership(ACCOUNT, tables.ownership(ACCOUNT).plusLogEntries(bound + 2L));
      return true;
    });
    moveOver();
    countersAreTrue(s);
    countersAreTrue(t);
    assertThat(t.row().logEntries()).isEqualTo(bound);
    // Three went: the two oldest have one time of expiry.
    assertThat(t.row().keyMark()).isEqualTo(EXPIRES + 1);
    assertThat(s.row().keyMark()).isEqualTo(EXPIRES + 1);
  }

  private static List<LoggedWrite> log(int entries) {
    return IntStream.range(0, entries)
        .mapToObj(i -> new LoggedWrite(text("old key " + i), EXPIRES + i, 1, text("x")))
        .toList();
  }

  private void seal() {
    createAtHome(1, "a");
    begin();
    done(s.run(tables -> s.records().seal(tables, home(s, BEFORE))));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPartOfTheLogOpensNothingAndIsNotCountedTwice(Kind kind) {
    use(kind);
    seal();
    done(demote());
    List<LoggedWrite> log = log(5);
    for (int i = 0; i < 2; i++) {
      Ownership row =
          done(t.run(tables -> t.records().prepare(tables, home(t, OVER), 1, log.subList(0, 3))));
      assertThat(row.state()).isEqualTo(RowState.IMPORTING);
      assertThat(row.logEntries()).isEqualTo(3);
    }
    assertThat(look(t, home(t, OVER), 1))
        .isEqualTo(new NoteAnswer.Refused(Refusal.NOT_HOME, BEFORE, false));
    Ownership open = done(t.run(tables -> t.records().open(tables, home(t, OVER), 1, 7, log)));
    assertThat(open.state()).isEqualTo(RowState.OVERLAID);
    assertThat(List.of(open.logEntries(), open.keyMark())).isEqualTo(List.of(5L, 7L));
    assertThat(done(t.run(tables -> t.records().prepare(tables, home(t, OVER), 1, log(9)))))
        .as("it is open")
        .isEqualTo(open);
    countersAreTrue(t);
  }

  @Test
  void aUsersWriteComesBetweenTwoPiecesOfAnOpening() {
    use(Kind.CLUSTERED);
    seal();
    done(demote());
    int entries = 40 * Pieces.SIZE;
    NoteStore store = file(t);
    CompletableFuture<RecordReply> opening = store.openOverlay(home(t, OVER), 1, 7, log(entries));
    Ownership meanwhile = t.row(); // in a transaction of the writer, as a user's write
    assertThat(meanwhile.state()).isEqualTo(RowState.IMPORTING);
    assertThat(meanwhile.logEntries()).isLessThan(entries);
    Ownership open = done(opening.join());
    assertThat(open.state()).isEqualTo(RowState.OVERLAID);
    assertThat(List.of(open.logEntries(), open.keyMark())).isEqualTo(List.of((long) entries, 7L));
    countersAreTrue(t);
    long commits = store.written().commits();
    assertThat(done(store.openOverlay(home(t, OVER), 1, 7, log(entries)).join())).isEqualTo(open);
    assertThat(store.written().commits()).as("it is open").isEqualTo(commits + 1);
  }

  @Test
  void whatAFormerHomesLogHasTooManyGoesInPieces() {
    use(Kind.CLUSTERED);
    seal();
    int entries = NoteOperations.LOG_BOUND + 3 * Pieces.SIZE;
    s.run(tables -> {
      log(entries).forEach(entry -> tables.putLogged(ACCOUNT, entry, false));
      tables.putOwnership(ACCOUNT, tables.ownership(ACCOUNT).plusLogEntries(entries));
      return true;
    });
    NoteStore store = file(s);
    long commits = store.written().commits();
    Ownership row = done(store.demote(home(t, OVER)).join());
    assertThat(row.state()).isEqualTo(RowState.READ_ONLY);
    assertThat(row.logEntries()).isEqualTo(NoteOperations.LOG_BOUND);
    assertThat(store.written().commits()).isEqualTo(commits + 4);
    countersAreTrue(s);
  }

  private static NoteStore file(Side side) {
    return ((InFile) side.transactions()).store();
  }

  // ---- operations over the overlay

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aGetAsksTheFormerHomeAndThenLooksAgain(Kind kind) {
    use(kind);
    createAtHome(1, "a");
    createAtHome(2, "b");
    moveOver();
    asks(look(t, home(t, OVER), 1));
    One former = former(1);
    assertThat(former.isFormer()).isTrue();
    assertThat(former.note().orElseThrow().value().content()).isEqualTo(text("a"));
    assertThat(former.former().orElseThrow().seq()).isEqualTo(1);
    assertThat(get(1, ask(1)).note().orElseThrow().value().content()).isEqualTo(text("a"));
    // It moved between the two looks.
    drainAll();
    assertThat(former(1).outcome()).isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(former(1).former()).isEmpty();
    assertThat(get(1, Fallback.NONE).note().orElseThrow().seq()).isEqualTo(1);
    assertThat(get(3, Fallback.NONE).outcome()).isEqualTo(Outcome.NOTE_NOT_FOUND);
    is(write(delete(2, 0), Fallback.UNASKED), Outcome.OK);
    assertThat(get(2, Fallback.UNASKED).outcome()).isEqualTo(Outcome.NOTE_NOT_FOUND);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void writesTakeWhatTheFormerHomeHasForTheNoteThatIsThere(Kind kind) {
    use(kind);
    for (int note = 1; note <= 4; note++) {
      createAtHome(note, "old " + note);
    }
    moveOver();
    asks(write(update(1, "x", 0), Fallback.UNASKED));
    asks(write(create(1, "x"), Fallback.UNASKED));
    asks(write(delete(1, 1), Fallback.UNASKED));
    assertThat(t.row().notes()).isZero();
    assertThat(t.row().lastSeq()).isEqualTo(4);

    is(write(update(1, "x", 9), ask(1)), Outcome.PRECONDITION_FAILED);
    is(write(create(1, "x"), ask(1)), Outcome.ID_TAKEN);
    is(write(create(1, "old 1"), ask(1)), Outcome.OK);
    is(write(delete(1, 9), ask(1)), Outcome.PRECONDITION_FAILED);
    assertThat(t.row().lastSeq()).as("nothing changed").isEqualTo(4);

    isSeq(write(update(1, "new 1", 1), ask(1)), 5);
    isSeq(write(delete(2, 2), ask(2)), 6);
    is(write(update(8, "x", 0), ask(8)), Outcome.NOTE_NOT_FOUND);
    is(write(delete(8, 3), ask(8)), Outcome.PRECONDITION_FAILED);
    isSeq(write(delete(8, 0), Fallback.UNASKED), 7);
    is(write(update(2, "x", 0), Fallback.UNASKED), Outcome.NOTE_NOT_FOUND);
    isSeq(write(create(2, "again"), Fallback.UNASKED), 8);
    countersAreTrue(t);
    // What has happened here counts, whatever the former home said before.
    StoredRecord old = left().getFirst();
    isSeq(write(update(1, "newer", 5), new Fallback.Found(old)), 9);
    assertThat(get(1, Fallback.NONE).note().orElseThrow().value().createdAtMs()).isEqualTo(NOW);
    countersAreTrue(t);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRepeatedWriteIsAnsweredFromTheLogBeforeAnybodyIsAsked(Kind kind) {
    use(kind);
    ByteString key = text("mine");
    is(write(s, BEFORE, create(1, "a"), Fallback.UNASKED, key), Outcome.OK);
    moveOver();
    NoteAnswer again = write(t, OVER, create(1, "a"), Fallback.UNASKED, key);
    assertThat(((One) again).repeated()).isTrue();
    ByteString other = text("other");
    is(write(t, OVER, update(1, "b", 0), ask(1), other), Outcome.OK);
    assertThat(((One) write(t, OVER, update(1, "b", 0), Fallback.UNASKED, other)).repeated())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aBaseThatCannotBeFromTheFormerHomeIsRefused(Kind kind) {
    use(kind);
    createAtHome(1, "a");
    moveOver();
    ByteString value = new NoteValue(1, 2, text("forged")).encode();
    Fallback above = new Fallback.Found(new StoredRecord(id(1), 2, false, value));
    assertThatThrownBy(() -> write(update(1, "x", 0), above))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fallback.record.seq is 2; the former home's last is 1");
    Fallback other = new Fallback.Found(new StoredRecord(id(2), 1, false, value));
    assertThatThrownBy(() -> write(update(1, "x", 0), other))
        .hasMessage("fallback.record.key is not the note that is asked for");
    assertThatThrownBy(() -> drain(List.of(new StoredRecord(id(1), 2, false, value))))
        .isInstanceOf(UnusableRecordException.class);
    assertThat(t.row().notes()).isZero();
  }

  // ---- drain and evict

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aDrainNeverOverwrites(Kind kind) {
    use(kind);
    for (int note = 1; note <= 3; note++) {
      createAtHome(note, "old " + note);
    }
    moveOver();
    List<StoredRecord> old = left();
    is(write(update(1, "new", 0), ask(1)), Outcome.OK);
    is(write(delete(2, 0), Fallback.UNASKED), Outcome.OK);
    assertThat(done(drain(old)).notes()).isEqualTo(2);
    assertThat(done(drain(old)).notes()).isEqualTo(2);
    countersAreTrue(t);
    assertThat(get(1, Fallback.UNASKED).note().orElseThrow().value().content())
        .isEqualTo(text("new"));
    assertThat(get(2, Fallback.UNASKED).outcome()).isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(t.row().lastSeq()).as("a drain is no write").isEqualTo(5);

    assertThat(done(evict(old.subList(0, 2))).notes()).isEqualTo(1);
    assertThat(done(evict(old.subList(0, 2))).notes()).isEqualTo(1);
    countersAreTrue(s);
    refused(s.run(tables -> s.records().close(tables, home(t, AFTER))), Refusal.NOT_CLOSED, true);
    refused(s.run(tables -> s.records().purge(tables, home(t, AFTER))), Refusal.IN_USE, true);
    refused(
        s.run(tables -> s.records().beginImport(tables, home(t, AFTER), 0)),
        Refusal.NOT_CLOSED,
        true);
    assertThat(left()).extracting(StoredRecord::key).containsExactly(id(3));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatComesAfterTheOverlayBringsNothingBack(Kind kind) {
    use(kind);
    createAtHome(1, "a");
    createAtHome(2, "b");
    moveOver();
    Fallback base = ask(1);
    List<StoredRecord> old = left();
    is(write(delete(1, 0), Fallback.UNASKED), Outcome.OK);
    drainAll();
    is(write(t, AFTER, delete(2, 0), Fallback.UNASKED), Outcome.OK);
    RecordReply released = t.run(tables -> t.records().release(tables, home(t, AFTER + 1)));
    assertThat(released.row().notes()).isZero();

    assertThat(write(update(1, "late", 0), base))
        .isEqualTo(new NoteAnswer.Refused(Refusal.STALE_EPOCH, AFTER + 1, false));
    refused(drain(old), Refusal.STALE_EPOCH, false);
    is(write(t, AFTER + 1, update(1, "late", 0), base), Outcome.NOTE_NOT_FOUND);
    done(s.run(tables -> s.records().close(tables, home(t, AFTER))));
    refused(evict(old), Refusal.STALE_EPOCH, false);
    assertThat(t.row().notes()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anOverlaidHomeIsNotMovedOn(Kind kind) {
    use(kind);
    createAtHome(1, "a");
    moveOver();
    refused(t.run(tables -> t.records().seal(tables, home(t, OVER))), Refusal.NOT_HOME, false);
    refused(
        t.run(tables -> t.records().beginExport(tables, home(t, OVER))), Refusal.NOT_HOME, false);
    refused(t.run(tables -> t.records().release(tables, home(t, OVER))), Refusal.IN_USE, false);
    refused(t.run(tables -> t.records().purge(tables, home(s, AFTER))), Refusal.IN_USE, false);
    refused(
        t.run(tables -> t.records().beginImport(tables, home(s, AFTER), 0)),
        Refusal.NOT_CLOSED,
        false);
    refused(
        s.run(tables -> s.records().mayExport(tables, home(t, OVER), 1)), Refusal.NOT_HOME, false);
    refused(t.run(tables -> t.records().mayScan(tables, home(t, OVER))), Refusal.NOT_HOME, false);
  }

  // ---- lists

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aListIsTheUnionLessTheTombstones(Kind kind) {
    use(kind);
    for (int note = 1; note <= 9; note += 2) {
      createAtHome(note, "old " + note);
    }
    moveOver();
    is(write(delete(3, 0), Fallback.UNASKED), Outcome.OK);
    is(write(delete(7, 0), Fallback.UNASKED), Outcome.OK);
    is(write(create(4, "new"), ask(4)), Outcome.OK);
    is(write(create(8, "new"), ask(8)), Outcome.OK);

    Page former = page(s, fallback(OVER), ByteString.EMPTY, 3);
    assertThat(former.ids()).containsExactly(id(1), id(3), id(5));
    assertThat(former.more()).isTrue();
    assertThat(former.part()).contains(new Part(List.of(), id(5)));
    assertThat(page(s, fallback(OVER), id(5), 3).part())
        .contains(new Part(List.of(), ByteString.EMPTY));

    Page all = page(t, home(t, OVER), ByteString.EMPTY, 3);
    assertThat(all.ids()).containsExactly(id(4), id(8));
    assertThat(all.more()).isFalse();
    assertThat(all.part()).contains(new Part(List.of(id(3), id(7)), ByteString.EMPTY));
    Page first = page(t, home(t, OVER), ByteString.EMPTY, 1);
    assertThat(first.ids()).containsExactly(id(4));
    assertThat(first.part()).contains(new Part(List.of(id(3)), id(4)));
    assertThat(first.more()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void tombstonesOfAPageAreBounded(Kind kind) {
    use(kind);
    createAtHome(30, "old");
    moveOver();
    for (int note = 1; note <= 6; note++) {
      is(write(delete(note, 0), Fallback.UNASKED), Outcome.OK);
    }
    is(write(create(20, "new"), Fallback.NONE), Outcome.OK);
    Page cut = page(t, home(t, OVER), ByteString.EMPTY, 2);
    assertThat(cut.ids()).isEmpty();
    assertThat(cut.more()).isTrue();
    assertThat(cut.part()).contains(new Part(List.of(id(1), id(2), id(3)), id(3)));
    Page rest = page(t, home(t, OVER), id(3), 2);
    assertThat(rest.ids()).containsExactly(id(20));
    assertThat(rest.part()).contains(new Part(List.of(id(4), id(5), id(6)), ByteString.EMPTY));
    drainAll();
    Page after = page(t, home(t, AFTER), ByteString.EMPTY, 2);
    assertThat(after.ids()).containsExactly(id(20), id(30));
    assertThat(after.part()).isEmpty();
  }

  // ---- what a store says of itself

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"LEGACY", "CLUSTERED"})
  void notesOfAFormerHomeAreCopies(Kind kind) {
    use(kind);
    createAtHome(1, "a");
    createAtHome(2, "b");
    moveOver();
    is(write(update(1, "c", 0), ask(1)), Outcome.OK);
    NoteStore.Totals former = opened.getFirst().totals();
    NoteStore.Totals home = opened.getLast().totals();
    assertThat(List.of(former.notes(), former.copies(), former.accounts()))
        .isEqualTo(List.of(0L, 2L, 0L));
    assertThat(List.of(home.notes(), home.copies(), home.accounts()))
        .isEqualTo(List.of(1L, 0L, 1L));
  }
}
