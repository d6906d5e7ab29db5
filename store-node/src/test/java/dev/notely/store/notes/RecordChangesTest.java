package dev.notely.store.notes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many records at once are taken as they are one by one. */
final class RecordChangesTest {
  private static final ByteString ACCOUNT = key(1_000);

  private static ByteString key(int number) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putInt(12, number).array());
  }

  private static StoredRecord random(Random random, int keys) {
    ByteString key = key(random.nextInt(keys));
    long seq = 1L + random.nextInt(40);
    return random.nextInt(4) == 0
        ? new StoredRecord(key, seq, true, ByteString.EMPTY)
        : new StoredRecord(
            key,
            seq,
            false,
            new NoteValue(1, 2, ByteString.copyFromUtf8("note " + random.nextInt(9))).encode());
  }

  private static List<StoredRecord> many(Random random, int keys) {
    List<StoredRecord> many = new ArrayList<>();
    int count = random.nextInt(60);
    for (int i = 0; i < count; i++) {
      many.add(random(random, keys));
    }
    return many;
  }

  private static Ownership oneByOne(
      AccountTables tables, Ownership row, List<StoredRecord> records) {
    Ownership after = row;
    for (StoredRecord record : records) {
      after = RecordChanges.replicate(tables, ACCOUNT, after, record);
    }
    return after;
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 40, 400})
  void atOnceIsAsOneByOne(int keys) {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed * 31L + keys);
      InMemoryTables some = new InMemoryTables();
      InMemoryTables others = new InMemoryTables();
      List<StoredRecord> there = many(random, keys);
      Ownership before = oneByOne(some, Ownership.NONE, there);
      assertThat(oneByOne(others, Ownership.NONE, there)).isEqualTo(before);
      List<StoredRecord> incoming = many(random, keys);

      Ownership expected = oneByOne(some, before, incoming);
      assertThat(RecordChanges.replicate(others, ACCOUNT, before, incoming))
          .as("seed %s", seed)
          .isEqualTo(expected);
      assertThat(others.records(ACCOUNT, ByteString.EMPTY, 1_000))
          .isEqualTo(some.records(ACCOUNT, ByteString.EMPTY, 1_000));
      assertThat(others.tombstones(ACCOUNT, KeyRange.ALL, 1_000))
          .isEqualTo(some.tombstones(ACCOUNT, KeyRange.ALL, 1_000));
    }
  }
}
