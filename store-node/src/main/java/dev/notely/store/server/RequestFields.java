package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.store.v1.FallbackLook;
import dev.notely.proto.store.v1.LogEntry;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.store.notes.Fallback;
import dev.notely.store.notes.LoggedWrite;
import dev.notely.store.notes.NoteValue;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Checks of what comes in: an error names the field and what is allowed. */
final class RequestFields {
  private static final int MAX_KEY = 64;

  private RequestFields() {}

  static ByteString id(String field, ByteString value) {
    if (value.size() != 16) {
      throw new IllegalArgumentException(field + " has " + value.size() + " bytes; an id has 16");
    }
    return value;
  }

  static Proof proof(dev.notely.proto.store.v1.Proof proof) {
    id("proof.account", proof.getAccount());
    if (proof.getHome().isEmpty()) {
      throw new IllegalArgumentException("proof.home is empty; it is the name of a store");
    }
    if (proof.getEpoch() < 1) {
      throw new IllegalArgumentException(
          "proof.epoch is " + proof.getEpoch() + "; it is 1 or higher");
    }
    Proof.Role role =
        switch (proof.getRole()) {
          case HOME -> Proof.Role.HOME;
          case SHADOW -> Proof.Role.SHADOW;
          case FALLBACK -> Proof.Role.FALLBACK;
          default ->
              throw new IllegalArgumentException(
                  "proof.role is not set; it is HOME, SHADOW or FALLBACK");
        };
    return new Proof(proof.getAccount(), proof.getHome(), proof.getEpoch(), role);
  }

  /** Proof of a command: only the role HOME commands anything. */
  static Proof command(dev.notely.proto.store.v1.Proof proof) {
    Proof checked = proof(proof);
    if (checked.role() != Proof.Role.HOME) {
      throw new IllegalArgumentException("proof.role of a command or write is HOME");
    }
    return checked;
  }

  static void same(String field, ByteString account, Proof proof) {
    if (!account.equals(proof.account())) {
      throw new IllegalArgumentException(field + " is not the account of the proof");
    }
  }

  /** What a get brings from the former home: a record is its answer, so there was none. */
  static Fallback readFallback(ReadRequest request) {
    if (!request.hasFallback()) {
      return Fallback.UNASKED;
    }
    if (!request.hasGet() || request.getFallback().hasRecord()) {
      throw new IllegalArgumentException(
          "fallback is allowed in a get only, without a record: what the former home has is the"
              + " answer");
    }
    return Fallback.NONE;
  }

  /** What a write brings from the former home. */
  static Fallback writeFallback(WriteRequest request) {
    if (!request.hasFallback()) {
      return Fallback.UNASKED;
    }
    FallbackLook look = request.getFallback();
    return look.hasRecord()
        ? new Fallback.Found(live("fallback.record", look.getRecord()))
        : Fallback.NONE;
  }

  /** A live record whose value is a note. */
  static StoredRecord live(String field, Record record) {
    id(field + ".key", record.getKey());
    if (record.getDeleted()) {
      throw new IllegalArgumentException(field + ".deleted is set; it is a live record");
    }
    atLeast(field + ".seq", record.getSeq(), 1);
    if (record.getValue().isEmpty() || !isNote(record.getValue())) {
      throw new IllegalArgumentException(field + ".value is not a serialized NoteValue");
    }
    return ProtoMapping.record(record);
  }

  private static boolean isNote(ByteString value) {
    try {
      return NoteValue.decode(value).content().isValidUtf8();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static LoggedWrite logged(String field, LogEntry entry) {
    keyBytes(field + ".key", entry.getKey());
    atLeast(field + ".expires_ms", entry.getExpiresMs(), 1);
    atLeast(field + ".seq", entry.getSeq(), 1);
    if (entry.getOutcome().isEmpty()) {
      throw new IllegalArgumentException(field + ".outcome is empty");
    }
    return ProtoMapping.logged(entry);
  }

  static void atLeast(String field, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          field + " is " + value + "; it is " + least + " to " + Long.MAX_VALUE);
    }
  }

  /** Each element with its place in the list. */
  static <A, B> List<B> each(String field, List<A> sent, BiFunction<String, A, B> check) {
    List<B> checked = new ArrayList<>(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      checked.add(check.apply(field + "[" + i + "]", sent.get(i)));
    }
    return checked;
  }

  private static void keyBytes(String field, ByteString key) {
    if (key.isEmpty() || key.size() > MAX_KEY) {
      throw new IllegalArgumentException(
          field + " has " + key.size() + " bytes; it has 1 to " + MAX_KEY);
    }
  }

  static ByteString key(dev.notely.proto.notes.v1.WriteKey key) {
    keyBytes("key.key", key.getKey());
    if (key.getExpiresMs() <= 0) {
      throw new IllegalArgumentException("key.expires_ms is missing");
    }
    return key.getKey();
  }

  static String text(String field, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + " is blank");
    }
    return value;
  }

  /** The name of a release. */
  static String release(String field, String value) {
    if (!value.matches("[A-Za-z0-9._-]{1,50}")) {
      throw new IllegalArgumentException(
          field
              + " is '"
              + value
              + "'; it has 1 to 50 characters of A-Z, a-z, 0-9, '.', '_' and '-'");
    }
    return value;
  }

  static int limit(int limit) {
    return limit(limit, 10_000);
  }

  static int limit(int limit, int most) {
    if (limit < 1 || limit > most) {
      throw new IllegalArgumentException(
          "limit is " + Integer.toUnsignedString(limit) + "; it is 1 to " + most);
    }
    return limit;
  }

  static void atLeastOne(String field, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(field + " are missing; at least one");
    }
  }

  static void atMost(String field, int count, int most) {
    if (count > most) {
      throw new IllegalArgumentException(field + " are " + count + "; at most " + most);
    }
  }
}
