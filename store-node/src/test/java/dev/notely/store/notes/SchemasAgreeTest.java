package dev.notely.store.notes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.BatchRange.Scan;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same random commands to both schemas and to the store without a disk: the same answers, rows,
 * batches and digests.
 */
class SchemasAgreeTest {
  private static final ByteString ACCOUNT = ByteString.copyFrom(new byte[16]);
  private static final int KEYS = 6;
  private static final int STEPS = 120;
  private static final int ROUNDS = 40;

  private final InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(1_000_000));
  private final NoteOperations notes = new NoteOperations(new OwnershipRules("s"), clock);
  private final RecordOperations records = new RecordOperations(new OwnershipRules("s"));

  /** One command, to any of the three. */
  private interface Step {
    Object on(AccountTables tables);
  }

  @Test
  void bothSchemasDoWhatTheStoreWithoutADiskDoes(@TempDir Path folder) {
    try (NoteStore legacy = open(folder, NoteSchema.LEGACY);
        NoteStore clustered = open(folder, NoteSchema.CLUSTERED)) {
      for (int seed = 0; seed < ROUNDS; seed++) {
        compare(seed, legacy, clustered);
      }
    }
  }

  private NoteStore open(Path folder, NoteSchema schema) {
    return NoteStore.open(folder.resolve(schema + ".db"), "s", schema, clock);
  }

  private void compare(int seed, NoteStore legacy, NoteStore clustered) {
    SplittableRandom random = new SplittableRandom(seed);
    InMemoryTables memory = new InMemoryTables();
    // An account, and so a range of ids, of its own: the legacy schema knows an id once only.
    ByteString account = id(seed + 1, 0);
    long epoch = 1;
    for (int i = 0; i < STEPS; i++) {
      if (random.nextInt(12) == 0) {
        epoch++;
      }
      Step step = next(random, account, seed, epoch, i);
      Object expected = run(() -> memory.inTransaction(account, step::on));
      Object inLegacy = run(() -> legacy.transaction(_ -> step::on).join());
      Object inClustered = run(() -> clustered.transaction(_ -> step::on).join());
      assertThat(inLegacy).as("legacy, seed %s step %s", seed, i).isEqualTo(expected);
      assertThat(inClustered).as("clustered, seed %s step %s", seed, i).isEqualTo(expected);
      for (NoteStore store : List.of(legacy, clustered)) {
        Ownership row = store.readRecords(_ -> tables -> tables.ownership(account));
        assertThat(row)
            .as("%s, seed %s", store.schema(), seed)
            .isEqualTo(memory.ownership(account));
      }
    }
    assertCountersAreTrue(memory, account);
  }

  private interface Attempt {
    Object run();
  }

  private static Object run(Attempt attempt) {
    try {
      return attempt.run();
    } catch (RecordOperations.NotReadyException e) {
      return e.reply();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RecordOperations.NotReadyException notReady) {
        return notReady.reply();
      }
      throw e;
    }
  }

  private Step next(SplittableRandom random, ByteString account, int seed, long epoch, int i) {
    Proof home = new Proof(account, "s", epoch, Proof.Role.HOME);
    Proof other = new Proof(account, "elsewhere", epoch, Proof.Role.HOME);
    ByteString note = id(seed + 1, 1 + random.nextInt(KEYS));
    ByteString key = ByteString.copyFromUtf8("key" + random.nextInt(40));
    ByteString content = ByteString.copyFromUtf8("content " + random.nextInt(5));
    long seq = 1L + random.nextInt(40);
    boolean deleted = random.nextBoolean();
    Fallback known =
        random.nextBoolean() ? Fallback.NONE : new Fallback.Found(copied(note, 1, false));
    return switch (random.nextInt(24)) {
      case 0, 1 -> t -> records.admit(t, home);
      case 2, 3, 4 ->
          t -> notes.write(t, home, key, 2_000_000, new NoteWrite.Create(note, content, 0, 0));
      case 5, 6 ->
          t -> notes.write(t, home, key, 2_000_000, new NoteWrite.Update(note, content, 0, 0));
      case 7 -> t -> notes.write(t, home, key, 2_000_000, new NoteWrite.Delete(note, 0));
      case 8 -> t -> notes.list(t, home, ByteString.EMPTY, 4);
      case 9 -> t -> records.beginExport(t, home);
      case 10 -> t -> records.changes(t, account, seq, 3);
      case 11 -> t -> records.scan(t, account, ByteString.EMPTY, 3);
      case 12 -> t -> records.seal(t, home);
      case 13 -> t -> records.close(t, other);
      case 15 -> t -> records.dual(t, other, List.of(copied(note, seq, deleted)));
      case 14 -> t -> imported(t, other, note, seq, deleted);
      case 16 -> t -> records.demote(t, other);
      case 17 -> t -> overlaid(t, other, home, seq);
      case 18 -> t -> records.drain(t, home, List.of(copied(note, 1, false)));
      case 19 -> t -> records.evict(t, other, List.of(note));
      case 20 ->
          t ->
              notes.write(
                  t, home, key, 2_000_000, new NoteWrite.Update(note, content, 0, 0), known);
      case 21 ->
          t -> notes.write(t, home, key, 2_000_000, new NoteWrite.Delete(note, seq % 3), known);
      case 22 -> t -> notes.get(t, fallback(other), note, known);
      default -> t -> i % 2 == 0 ? records.release(t, home) : purged(t, other);
    };
  }

  private static Proof fallback(Proof other) {
    return new Proof(other.account(), other.home(), other.epoch(), Proof.Role.FALLBACK);
  }

  /** A lazy move's target, begun and opened at the next epoch. */
  private Object overlaid(AccountTables tables, Proof other, Proof home, long seq) {
    List<Object> replies = new ArrayList<>();
    replies.add(records.beginImport(tables, other, Long.MAX_VALUE));
    while (!records.purgeChunk(tables, home.account())) {
      // an older copy goes first
    }
    Proof next = new Proof(home.account(), home.home(), home.epoch() + 1, home.role());
    LoggedWrite logged =
        new LoggedWrite(ByteString.copyFromUtf8("key" + seq), 3_000_000, seq, logOutcome());
    replies.add(records.open(tables, next, seq, seq, List.of(logged)));
    return replies;
  }

  private static ByteString logOutcome() {
    return new LoggedOutcome(1, ByteString.EMPTY, 0, 0, true).encode();
  }

  private static StoredRecord copied(ByteString note, long seq, boolean deleted) {
    return deleted
        ? new StoredRecord(note, seq, true, ByteString.EMPTY)
        : new StoredRecord(
            note,
            seq,
            false,
            new NoteValue(1, 2, ByteString.copyFromUtf8("copied " + seq)).encode());
  }

  private Object imported(
      AccountTables tables, Proof proof, ByteString note, long seq, boolean deleted) {
    List<Object> replies = new ArrayList<>();
    replies.add(records.beginImport(tables, proof, 0));
    while (!records.purgeChunk(tables, proof.account())) {
      // an older copy goes first
    }
    StoredRecord record = copied(note, seq, deleted);
    RecordBatch batch =
        new RecordBatch(
            List.of(record), List.of(), 0, new Scan(ByteString.EMPTY, ScanPosition.END));
    replies.add(records.apply(tables, proof, batch, Optional.empty()));
    Ownership row = tables.ownership(proof.account());
    if (row.state() == RowState.IMPORTING && seq % 2 == 0) {
      FinalState wanted =
          new FinalState(row.watermark(), row.digest(), row.notes() + (seq % 3 == 0 ? 1 : 0));
      replies.add(records.apply(tables, proof, batch, Optional.of(wanted)));
    }
    return replies;
  }

  private Object purged(AccountTables tables, Proof proof) {
    RecordReply reply = records.purge(tables, proof);
    while (!records.purgeChunk(tables, proof.account())) {
      // until it is gone
    }
    return reply;
  }

  private void assertCountersAreTrue(InMemoryTables memory, ByteString account) {
    List<StoredRecord> live = memory.records(account, ByteString.EMPTY, Integer.MAX_VALUE);
    RecordDigest digest = RecordDigest.EMPTY;
    long bytes = 0;
    for (StoredRecord record : live) {
      digest = digest.plus(record);
      bytes += record.value().size();
    }
    Ownership row = memory.ownership(account);
    assertThat(row.notes()).isEqualTo(live.size());
    assertThat(row.bytes()).isEqualTo(bytes);
    assertThat(row.digest()).isEqualTo(digest);
  }

  private static ByteString id(int high, int low) {
    byte[] bytes = ACCOUNT.toByteArray();
    bytes[0] = (byte) high;
    bytes[15] = (byte) low;
    return ByteString.copyFrom(bytes);
  }
}
