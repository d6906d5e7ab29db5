package dev.notely.store.notes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch in pieces is the batch, and wherever it ends, the copy goes on from there. */
final class PiecesTest {
  private static final ByteString ACCOUNT = bytes(1);
  private static final Proof PROOF = new Proof(ACCOUNT, "elsewhere", 1, Proof.Role.HOME);

  private final RecordOperations records = new RecordOperations(new OwnershipRules("here"));
  @TempDir private Path folder;

  private static ByteString bytes(int number) {
    byte[] bytes = new byte[16];
    bytes[13] = (byte) (number >> 16);
    bytes[14] = (byte) (number >> 8);
    bytes[15] = (byte) number;
    return ByteString.copyFrom(bytes);
  }

  private static StoredRecord record(int key, long seq) {
    ByteString value = new NoteValue(1, 2, ByteString.copyFromUtf8("note " + key)).encode();
    return new StoredRecord(bytes(key), seq, false, value);
  }

  private static List<StoredRecord> some(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> record(i, i)).toList();
  }

  private static RecordBatch scan(List<StoredRecord> records) {
    return new RecordBatch(
        records, List.of(), 7, new BatchRange.Scan(ScanPosition.START, ScanPosition.END));
  }

  private static RecordBatch changes(Random random, long from, int count) {
    List<StoredRecord> records = new ArrayList<>();
    List<LoggedWrite> log = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      if (random.nextInt(3) > 0) {
        records.add(record(random.nextInt(10_000) * 100 + i % 100, from + i));
      }
      if (random.nextInt(3) > 0) {
        log.add(new LoggedWrite(bytes(i), 1_000, from + i, ByteString.copyFromUtf8("ok")));
      }
    }
    return new RecordBatch(records, log, 9, new BatchRange.Changes(from, from + count));
  }

  private InMemoryTables imported() {
    InMemoryTables tables = new InMemoryTables();
    assertThat(records.beginImport(tables, PROOF, 0).isDone()).isTrue();
    return tables;
  }

  private Ownership apply(InMemoryTables tables, List<RecordBatch> batches) {
    for (RecordBatch batch : batches) {
      RecordReply reply = records.apply(tables, PROOF, batch, Optional.empty());
      assertThat(reply.refusal()).isEmpty();
    }
    return tables.ownership(ACCOUNT);
  }

  @Test
  void aScanInPiecesIsTheScanWhereverItWasInterrupted() {
    RecordBatch whole = scan(some(1_000));
    Ownership atOnce = apply(imported(), List.of(whole));
    List<RecordBatch> pieces = Pieces.of(whole);
    assertThat(pieces).hasSize(4).allMatch(piece -> piece.records().size() <= Pieces.SIZE);
    for (int done = 0; done <= pieces.size(); done++) {
      InMemoryTables tables = imported();
      Ownership prefix = apply(tables, pieces.subList(0, done));
      ByteString position = prefix.scanPosition();
      assertThat(prefix.scanPosition().equals(ScanPosition.END)).isEqualTo(done == pieces.size());
      RecordBatch rest =
          new RecordBatch(
              whole.records().subList((int) prefix.notes(), 1_000),
              List.of(),
              7,
              new BatchRange.Scan(position, ScanPosition.END));
      assertThat(apply(tables, List.of(rest))).isEqualTo(atOnce);
    }
  }

  @Test
  void changesInPiecesAreTheChangesAndEachPieceIsCompleteUpToItsSeq() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      RecordBatch whole = changes(random, 1_000, 1 + random.nextInt(2_000));
      List<RecordBatch> pieces = Pieces.of(whole);
      InMemoryTables tables = imported();
      apply(
          tables,
          List.of(
              scan(some(1_000)),
              new RecordBatch(List.of(), List.of(), 7, new BatchRange.Changes(0, 1_000))));
      for (RecordBatch piece : pieces) {
        Ownership row = apply(tables, List.of(piece));
        long watermark = ((BatchRange.Changes) piece.range()).to();
        assertThat(row.watermark()).isEqualTo(watermark);
        whole.log().stream()
            .filter(entry -> entry.seq() <= watermark)
            .forEach(entry -> assertThat(tables.logged(ACCOUNT, entry.key())).isPresent());
        whole.records().stream()
            .filter(record -> record.seq() <= watermark)
            .forEach(record ->
                assertThat(tables.record(ACCOUNT, record.key()).orElseThrow().seq())
                    .isBetween(record.seq(), watermark));
      }
      InMemoryTables other = imported();
      apply(
          other,
          List.of(
              scan(some(1_000)),
              new RecordBatch(List.of(), List.of(), 7, new BatchRange.Changes(0, 1_000))));
      assertThat(apply(other, List.of(whole))).isEqualTo(tables.ownership(ACCOUNT));
    }
  }

  @Test
  void whatIsNotInOrderIsOnePiece() {
    List<StoredRecord> mixed = new ArrayList<>(some(1_000));
    Collections.swap(mixed, 10, 900);
    assertThat(Pieces.of(scan(mixed))).hasSize(1);
    assertThat(Pieces.of(new RecordBatch(mixed, List.of(), 7, new BatchRange.Changes(0, 1_000))))
        .hasSize(1);
    assertThat(Pieces.of(KeyRange.ALL, mixed)).hasSize(1);
    assertThat(
            Pieces.of(new RecordBatch(some(1_000), List.of(), 7, new BatchRange.Changes(5, 1_000))))
        .as("not within its range")
        .hasSize(1);
  }

  @Test
  void partsOfARangeCoverItWithoutAGap() {
    KeyRange range = new KeyRange(bytes(0), bytes(5_000));
    ByteString after = range.after();
    int records = 0;
    List<Pieces.Part> parts = Pieces.of(range, some(1_000));
    assertThat(parts).hasSize(4);
    for (Pieces.Part part : parts) {
      assertThat(part.range().after()).isEqualTo(after);
      assertThat(part.records()).allMatch(record -> part.range().contains(record.key()));
      assertThat(part.first()).isEqualTo(records == 0);
      after = part.range().until();
      records += part.records().size();
    }
    assertThat(after).isEqualTo(range.until());
    assertThat(records).isEqualTo(1_000);
  }

  @Test
  void largeRecordsAreFewerInAPiece() {
    ByteString large = new NoteValue(1, 2, ByteString.copyFrom(new byte[10_000])).encode();
    List<StoredRecord> records =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> new StoredRecord(bytes(i), i, false, large))
            .toList();
    int most = (int) (Pieces.BYTES / 10_000);
    RecordBatch changes = new RecordBatch(records, List.of(), 7, new BatchRange.Changes(0, 100));
    assertThat(Pieces.of(records)).hasSize(4).allMatch(piece -> piece.size() <= most);
    assertThat(Pieces.of(scan(records)))
        .hasSize(4)
        .allMatch(piece -> piece.records().size() <= most);
    assertThat(Pieces.of(changes)).hasSize(4).allMatch(piece -> piece.records().size() <= most);
    assertThat(Pieces.of(KeyRange.ALL, records))
        .hasSize(4)
        .allMatch(part -> part.records().size() <= most);
  }

  @Test
  void usersWriteWhileAStoreTakesABatchAndAllOfItArrives() {
    Proof home = new Proof(bytes(2), "here", 1, Proof.Role.HOME);
    try (NoteStore store =
        NoteStore.open(
            folder.resolve("notes.db"), "here", NoteSchema.CLUSTERED, InstantSource.system())) {
      assertThat(store.command(all -> tables -> all.admit(tables, home)).join().isDone()).isTrue();
      store.command(all -> tables -> all.beginImport(tables, PROOF, 0)).join();
      CompletableFuture<RecordReply> applied =
          store.apply(PROOF, scan(some(2_000)), Optional.empty());
      List<CompletableFuture<NoteAnswer>> users = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        NoteWrite write =
            new NoteWrite.Create(bytes(100_000 + i), ByteString.copyFromUtf8("x"), 0, 0);
        users.add(
            store.write(
                home,
                bytes(i),
                System.currentTimeMillis() + 60_000,
                write,
                Fallback.UNASKED,
                () -> false));
      }
      users.forEach(CompletableFuture::join);
      RecordReply reply = applied.join();
      assertThat(reply.isDone()).isTrue();
      assertThat(reply.row().notes()).isEqualTo(2_000);
      assertThat(reply.row().scanPosition()).isEqualTo(ScanPosition.END);
    }
  }
}
