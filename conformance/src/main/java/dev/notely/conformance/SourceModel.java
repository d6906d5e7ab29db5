package dev.notely.conformance;

import com.google.protobuf.ByteString;
import dev.notely.proto.store.v1.ApplyRequest;
import dev.notely.proto.store.v1.Digest;
import dev.notely.proto.store.v1.LogEntry;
import dev.notely.proto.store.v1.NoteValue;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.Ready;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RecordBatch;
import dev.notely.proto.store.v1.ScanRange;
import dev.notely.proto.store.v1.SeqRange;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/** Plays the other store: builds records, batches and digests as store.proto defines them. */
final class SourceModel {
  static final ByteString START = ByteString.EMPTY;
  static final ByteString END = ByteString.copyFrom(new byte[] {(byte) 0xFF});

  private SourceModel() {}

  static Record live(ByteString key, long seq, String content) {
    return Record.newBuilder()
        .setKey(key)
        .setSeq(seq)
        .setValue(
            NoteValue.newBuilder()
                .setCreatedAtMs(1_000 + seq)
                .setUpdatedAtMs(2_000 + seq)
                .setContent(ByteString.copyFromUtf8(content))
                .build()
                .toByteString())
        .build();
  }

  static Record tombstone(ByteString key, long seq) {
    return Record.newBuilder().setKey(key).setSeq(seq).setDeleted(true).build();
  }

  /** A whole scan in one batch. */
  static ApplyRequest scan(Proof proof, Record... records) {
    return scan(proof, START, END, List.of(records));
  }

  static ApplyRequest scan(Proof proof, ByteString from, ByteString to, List<Record> records) {
    return ApplyRequest.newBuilder()
        .setProof(proof)
        .setBatch(
            RecordBatch.newBuilder()
                .addAllRecords(records)
                .setScan(ScanRange.newBuilder().setFromPosition(from).setToPosition(to)))
        .build();
  }

  static ApplyRequest changes(Proof proof, long from, long to, Record... records) {
    return changes(proof, from, to, List.of(records), List.of(), 0);
  }

  static ApplyRequest changes(
      Proof proof, long from, long to, List<Record> records, List<LogEntry> log, long keyMark) {
    return ApplyRequest.newBuilder()
        .setProof(proof)
        .setBatch(
            RecordBatch.newBuilder()
                .addAllRecords(records)
                .addAllLog(log)
                .setKeyMark(keyMark)
                .setChanges(SeqRange.newBuilder().setFromSeq(from).setToSeq(to)))
        .build();
  }

  static ApplyRequest ready(ApplyRequest last, long finalSeq, Collection<Record> live) {
    return last.toBuilder()
        .setReady(
            Ready.newBuilder().setFinalSeq(finalSeq).setDigest(digest(live)).setNotes(live.size()))
        .build();
  }

  /** The definition of store.proto, from scratch. */
  static Digest digest(Collection<Record> live) {
    long high = 0;
    long low = 0;
    for (Record record : live) {
      ByteBuffer hash = ByteBuffer.wrap(sha256(record));
      high += hash.getLong();
      low += hash.getLong();
    }
    return Digest.newBuilder().setHigh(high).setLow(low).build();
  }

  private static byte[] sha256(Record record) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(record.getKey().asReadOnlyByteBuffer());
      sha.update(ByteBuffer.allocate(8).putLong(record.getSeq()).flip());
      sha.update(record.getValue().asReadOnlyByteBuffer());
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
