package dev.notely.store.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.UnconvertedRow.Page;
import dev.notely.store.notes.UnconvertedRow.Position;
import dev.notely.store.notes.UnconvertedRow.Query;
import dev.notely.store.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of an adopted file that are no records: found, paged, decided about. */
final class UnconvertedTest {
  private static final ByteString ANN = id(1);
  private static final ByteString BEA = id(2);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private Optional<NoteStore> opened = Optional.empty();

  private static ByteString id(int number) {
    return UuidText.parse(new UUID(0, number).toString()).orElseThrow();
  }

  private static String text(int number) {
    return UuidText.of(id(number));
  }

  @AfterEach
  void close() {
    opened.ifPresent(NoteStore::close);
  }

  /** Literals of SQL: id, creator, created_at, updated_at, content. */
  private void adopt(String... rows) {
    Path file = folder.resolve("legacy.db");
    try (SqliteDatabase app =
        SqliteDatabase.open(file, NoteSchema.LEGACY.statements(), NoteSchema.VERSION)) {
      for (String row : rows) {
        app.writer()
            .submit(session -> session.update("INSERT INTO notes VALUES(" + row + ")"))
            .join();
      }
    }
    try (LegacyAdoption adoption = LegacyAdoption.open(file, "here")) {
      adoption.admit(List.of(ANN, BEA));
      adoption.setAside(List.of(new LegacyAdoption.Unserved("accounts", 7, "x", "no id")));
      long[] unserved = {0};
      while (!adoption.nextNotes().finished()) {}
      adoption.unserved(_ -> unserved[0]++);
      adoption.finish(unserved[0]);
    }
    open();
  }

  private NoteStore store() {
    return opened.orElseThrow();
  }

  private void open() {
    opened =
        Optional.of(
            NoteStore.open(
                folder.resolve("legacy.db"), "here", NoteSchema.LEGACY, InstantSource.fixed(NOW)));
  }

  private static String row(String id, int creator, String createdAt, String content) {
    return "'" + id + "','" + text(creator) + "'," + createdAt + ",2," + content;
  }

  private List<UnconvertedRow> all(boolean unresolved, List<ByteString> accounts, int limit) {
    List<UnconvertedRow> rows = new ArrayList<>();
    Position after = Position.START;
    while (true) {
      Page page = store().unconverted(new Query(after, limit, unresolved, true), accounts);
      rows.addAll(page.rows());
      if (!page.more()) {
        return rows;
      }
      UnconvertedRow last = page.rows().getLast();
      after =
          new Position(
              accounts.isEmpty() ? ByteString.EMPTY : last.account(), last.source(), last.row());
    }
  }

  private List<UnconvertedRow> all() {
    return all(false, List.of(), 100);
  }

  private static Proof proof(ByteString account, long epoch) {
    return new Proof(account, "here", epoch, Proof.Role.HOME);
  }

  private static Resolve.Fix fix(ByteString account, long epoch, int id, String content) {
    return new Resolve.Fix(
        proof(account, epoch),
        id(id),
        new NoteValue(5, 6, ByteString.copyFromUtf8(content)),
        "mended",
        "ann");
  }

  private Resolve.Outcome resolve(long row, Resolve wanted) {
    return store().resolve("notes", row, wanted).join();
  }

  private Ownership ownership(ByteString account) {
    return store().readRecords(records -> tables -> records.describe(tables, account));
  }

  @Test
  void everyRowIsListedWithWhatItIs() {
    adopt(
        row(text(10), 1, "1", "'sound'"),
        row(text(11), 1, "'soon'", "'late'"),
        row("?", 2, "1.5", "x'00ff'"),
        "NULL,NULL,NULL,NULL,NULL");

    List<UnconvertedRow> rows = all();
    assertThat(rows)
        .extracting(UnconvertedRow::source, UnconvertedRow::row, UnconvertedRow::account)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("accounts", 7L, ByteString.EMPTY),
            org.assertj.core.groups.Tuple.tuple("notes", 2L, ANN),
            org.assertj.core.groups.Tuple.tuple("notes", 3L, BEA),
            org.assertj.core.groups.Tuple.tuple("notes", 4L, ByteString.EMPTY));
    assertThat(rows.get(0).raw()).isEmpty();
    assertThat(rows.get(1).reason()).startsWith("its created_at");
    assertThat(rows.get(1).raw().orElseThrow().json())
        .contains("\"created_at\":{\"type\":\"text\",\"value\":\"soon\"}");
    assertThat(rows.get(2).raw().orElseThrow().json())
        .contains("\"created_at\":{\"type\":\"real\",\"value\":\"1.5\"}")
        .contains("\"content\":{\"type\":\"blob\",\"base64\":\"AP8=\"}");
    assertThat(rows.get(3).raw().orElseThrow())
        .isEqualTo(new RawRow(rows.get(3).raw().orElseThrow().json(), false, 0));
    assertThat(store().totals().unserved()).isEqualTo(4);
  }

  @Test
  void longValuesAreCut() {
    adopt(
        row("é".repeat(70_000), 1, "1", "'x'"),
        row(text(11), 1, "1", "CAST(x'" + "01".repeat(60_000) + "' AS TEXT)"));

    List<RawRow> raw = all().stream().flatMap(row -> row.raw().stream()).toList();
    assertThat(raw)
        .allSatisfy(row -> {
          assertThat(row.truncated()).isTrue();
          assertThat(row.json().getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .hasSizeLessThanOrEqualTo(64 * 1024);
        });
    assertThat(raw.getFirst().bytes()).isGreaterThan(140_000);
    assertThat(raw.getFirst().json()).contains("\"value\":\"éé").doesNotContain("base64");
  }

  @Test
  void pagesJoinWithoutGapWhateverTheirLength() {
    List<String> rows = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 60; i++) {
      int creator = random.nextInt(1, 5); // 3 and 4 have no account
      rows.add(row(i % 3 == 0 ? "broken " + i : text(100 + i), creator, "'x'", "'y'"));
    }
    adopt(rows.toArray(String[]::new));

    List<UnconvertedRow> whole = all(false, List.of(), 1_000);
    assertThat(whole).hasSize(61);
    List<ByteString> accounts = List.of(id(4), ANN, id(9));
    List<UnconvertedRow> some = all(false, accounts, 1_000);
    assertThat(some)
        .containsExactlyInAnyOrderElementsOf(
            whole.stream().filter(row -> accounts.contains(row.account())).toList());
    for (int limit = 1; limit < 9; limit++) {
      assertThat(all(false, List.of(), limit)).isEqualTo(whole);
      assertThat(all(false, accounts, limit)).isEqualTo(some);
    }
  }

  @Test
  void aPageIsBoundedInBytes() {
    String[] rows = new String[60];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(text(100 + i), 1, "1", "'" + "x".repeat(60_000) + "'");
    }
    adopt(rows);

    Page page = store().unconverted(new Query(Position.START, 1_000, false, true), List.of());
    assertThat(page.more()).isTrue();
    assertThat(page.rows()).hasSizeBetween(10, 25);
    assertThat(all(false, List.of(), 1_000)).hasSize(61);
  }

  @Test
  void aFileAdoptedEarlierIsIndexedWhenItIsOpened() {
    String[] rows = new String[600];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(text(100 + i), 1 + i % 2, "'x'", "'y'");
    }
    adopt(rows);
    store()
        .database()
        .writer()
        .submit(session ->
            session.update("DELETE FROM unserved_account")
                + session.update("DELETE FROM meta WHERE key = 'unserved.accounts'"))
        .join();
    assertThat(all(false, List.of(ANN), 1_000)).isEmpty();
    store().close();
    open();

    assertThat(all(false, List.of(ANN), 1_000)).hasSize(300);
    assertThat(all(false, List.of(BEA), 1_000)).hasSize(300);
  }

  @Test
  void aDroppedRowCountsNoMoreAndStays() {
    adopt(row("?", 1, "1", "'x'"));
    Resolve.Drop drop = new Resolve.Drop("nobody wants it", "ann");

    assertThat(resolve(1, drop)).isInstanceOf(Resolve.Done.class);
    assertThat(resolve(1, drop)).isInstanceOf(Resolve.Done.class);
    assertThat(resolve(1, new Resolve.Drop("other", "ann")))
        .isInstanceOfSatisfying(
            Resolve.NotPossible.class, no -> assertThat(no.why()).contains("nobody wants it"));
    assertThat(store().totals().unserved()).isEqualTo(1);
    assertThat(all(true, List.of(ANN), 10)).isEmpty();
    assertThat(all(false, List.of(ANN), 10).getFirst().resolution())
        .contains(
            new Resolution(Resolution.How.DROP, "nobody wants it", "ann", NOW.toEpochMilli()));
    assertThat(resolve(9, drop)).isEqualTo(new Resolve.Unknown());
    Optional<Long> rows =
        store()
            .database()
            .readers()
            .read(session -> session.first("SELECT count(*) FROM notes", row -> row.getLong(1)));
    assertThat(rows).contains(1L);
  }

  @Test
  void aMendedRowBecomesARecordAsACreateDoes() {
    adopt(row(text(11), 1, "'soon'", "'late'"), row("?", 1, "1", "'x'"));
    var _ = store().command(records -> tables -> records.beginExport(tables, proof(ANN, 1))).join();

    assertThat(resolve(1, fix(ANN, 1, 11, "whole"))).isInstanceOf(Resolve.Done.class);
    assertThat(resolve(1, fix(ANN, 1, 11, "whole"))).isInstanceOf(Resolve.Done.class);
    assertThat(resolve(2, fix(ANN, 1, 12, "new"))).isInstanceOf(Resolve.Done.class);

    Ownership row = ownership(ANN);
    assertThat(row.notes()).isEqualTo(2);
    assertThat(row.lastSeq()).isEqualTo(2);
    Drift drift = store().inspect(look -> tables -> look.drift(tables, ANN));
    assertThat(drift).isEqualTo(new Drift(RecordDigest.EMPTY, 0, 0));
    RecordBatch changes =
        store().readRecords(records -> tables -> records.changes(tables, ANN, 0, 10));
    assertThat(changes.records()).extracting(StoredRecord::key).containsExactly(id(11), id(12));
    assertThat(store().get(proof(ANN, 1), id(11), Fallback.UNASKED).join())
        .isInstanceOfSatisfying(
            NoteAnswer.One.class,
            one -> assertThat(one.note().orElseThrow().value().createdAtMs()).isEqualTo(5));
    // What it was is kept, also when its user deletes it.
    assertThat(all().get(1).raw().orElseThrow().json()).contains("soon");
    assertThat(store().totals().unserved()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(RowState.class)
  void aFixNeedsAServingRowOfItsEpoch(RowState state) {
    adopt(row("?", 1, "1", "'x'"));
    store()
        .transaction(_ ->
            tables -> {
              tables.putOwnership(ANN, tables.ownership(ANN).withState(state, 4));
              return true;
            })
        .join();

    for (long epoch = 3; epoch <= 5; epoch++) {
      Resolve.Outcome outcome = resolve(1, fix(ANN, epoch, 11, "whole"));
      boolean may = state == RowState.SERVING && epoch == 4;
      boolean opens = epoch == 5 && state.opensOnProof();
      if (may || opens) {
        assertThat(outcome).isInstanceOf(Resolve.Done.class);
        return;
      }
      assertThat(outcome).isInstanceOf(Resolve.Refused.class);
      assertThat(all(true, List.of(ANN), 10)).hasSize(1);
    }
  }

  @Test
  void aFixIsRefusedWithAClearReason() {
    adopt(row("?", 1, "1", "'x'"), row(text(20), 2, "1", "'bea'"), row(text(21), 1, "1", "'own'"));

    assertThat(resolve(1, fix(ANN, 1, 20, "x")))
        .isEqualTo(new Resolve.NotPossible("the id " + text(20) + " is taken"));
    assertThat(resolve(1, fix(ANN, 1, 21, "x")))
        .isEqualTo(new Resolve.NotPossible("the id " + text(21) + " is taken"));
    assertThat(resolve(1, fix(BEA, 1, 30, "x")))
        .isEqualTo(new Resolve.NotPossible("the row's creator is the account " + text(1)));
    assertThatThrownBy(() -> fix(ANN, 1, 30, "")).hasMessageContaining("content is not a text");
    assertThat(ownership(ANN).notes()).isEqualTo(1);
  }

  @Test
  void aRecordWhoseRowIsGoneOrDamagedIsNamed() {
    adopt(row(text(10), 1, "1", "'gone'"), row(text(11), 1, "1", "'damaged'"));
    var _ = store().command(records -> tables -> records.beginExport(tables, proof(ANN, 1))).join();
    change("DELETE FROM notes WHERE rowid = 1");
    unusable(10);
    change("INSERT INTO notes VALUES('" + text(10) + "','" + text(1) + "',1,2,'back')");
    change("UPDATE notes SET content = NULL WHERE rowid = 2");
    unusable(11);
    assertThat(store().raw(ANN, id(11)).orElseThrow().json())
        .contains("\"content\":{\"type\":\"null\",\"value\":null}");
    assertThat(store().raw(BEA, id(11))).isEmpty();
  }

  private void change(String sql) {
    store().database().writer().submit(session -> session.update(sql)).join();
  }

  private void unusable(int key) {
    assertThatThrownBy(() ->
            store()
                .readRecords(records -> tables -> records.scan(tables, ANN, ByteString.EMPTY, 10)))
        .isInstanceOfSatisfying(
            UnusableRecordException.class, e -> assertThat(e.key()).isEqualTo(text(key)));
  }

  @Test
  void aRecordThatCannotBeStoredIsNamedAndNothingOfItsBatchIsStored() {
    adopt(row(text(20), 2, "1", "'bea'"), row("?", 1, "1", "'x'"));
    ByteString account = id(3);
    Proof away = new Proof(account, "there", 1, Proof.Role.HOME);
    var _ = store().command(records -> tables -> records.beginImport(tables, away, 0)).join();

    for (StoredRecord bad :
        List.of(
            record(20, new NoteValue(1, 2, ByteString.copyFromUtf8("taken")).encode()),
            record(31, ByteString.copyFromUtf8("no note")),
            record(31, new NoteValue(1, 2, ByteString.copyFrom(new byte[] {-1})).encode()))) {
      RecordBatch batch =
          new RecordBatch(
              List.of(record(30, new NoteValue(1, 2, ByteString.copyFromUtf8("a")).encode()), bad),
              List.of(),
              0,
              new BatchRange.Scan(ByteString.EMPTY, ScanPosition.END));
      assertThatThrownBy(() -> store().apply(away, batch, Optional.empty()).join())
          .hasCauseInstanceOf(UnusableRecordException.class);
      assertThat(ownership(account).notes()).isZero();
    }
  }

  private static StoredRecord record(int key, ByteString value) {
    return new StoredRecord(id(key), 1, false, value);
  }

  @Test
  void theClusteredSchemaHasNone() {
    opened =
        Optional.of(
            NoteStore.open(
                folder.resolve("new.db"), "here", NoteSchema.CLUSTERED, InstantSource.fixed(NOW)));

    assertThat(all()).isEmpty();
    assertThat(resolve(1, new Resolve.Drop("why", "ann"))).isEqualTo(new Resolve.Unknown());
    assertThat(store().raw(ANN, id(1))).isEmpty();
  }
}
