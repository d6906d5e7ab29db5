package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.BulkWork;
import dev.notely.store.sqlite.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Cuts bulk work so that a user's write may come in between. Pure. A piece of a batch is a batch,
 * with the part of the range that it fills: whoever ends after it has a copy that goes on there.
 */
final class Pieces {
  /** Records or log entries: about a millisecond of the writer. */
  static final int SIZE = 256;

  /** Of contents: fewer records, where they are large. */
  static final long BYTES = 256 * 1024;

  private Pieces() {}

  /** One after the other, until one is refused; the answer is that of the last. */
  static <P> BulkWork<RecordReply> work(List<P> pieces, BiFunction<Session, P, RecordReply> apply) {
    return new BulkWork<>() {
      private int done;

      @Override
      public Optional<RecordReply> next(Session session) {
        RecordReply reply = apply.apply(session, pieces.get(done));
        done++;
        return reply.isDone() && done < pieces.size() ? Optional.empty() : Optional.of(reply);
      }
    };
  }

  /** At least one, in order. */
  static List<List<StoredRecord>> of(List<StoredRecord> records) {
    return cut(records, fitting(records));
  }

  /** At least one, in order. */
  static List<List<ByteString>> ofKeys(List<ByteString> keys) {
    return cut(keys, SIZE);
  }

  /** At least one, in order. */
  static List<List<LoggedWrite>> ofLog(List<LoggedWrite> log) {
    return cut(log, SIZE);
  }

  /** As many of these records as a piece has on average. */
  private static int fitting(List<StoredRecord> records) {
    long bytes = records.stream().mapToLong(record -> record.value().size()).sum();
    return bytes <= BYTES ? SIZE : Math.clamp(BYTES * records.size() / bytes, 1, SIZE);
  }

  private static <E> List<List<E>> cut(List<E> all, int size) {
    List<List<E>> pieces = new ArrayList<>();
    for (int from = 0; from == 0 || from < all.size(); from += size) {
      pieces.add(all.subList(from, Math.min(all.size(), from + size)));
    }
    return pieces;
  }

  /** A batch that is not in the order of its range is one piece. */
  static List<RecordBatch> of(RecordBatch batch) {
    if (batch.records().size() + batch.log().size() <= fitting(batch.records())) {
      return List.of(batch);
    }
    return switch (batch.range()) {
      case BatchRange.Scan scan -> ofScan(batch, scan);
      case BatchRange.Changes changes -> ofChanges(batch, changes);
    };
  }

  private static List<RecordBatch> ofScan(RecordBatch batch, BatchRange.Scan scan) {
    List<RecordBatch> pieces = new ArrayList<>();
    for (List<StoredRecord> some : of(batch.records())) {
      if (!some.isEmpty()) {
        pieces.add(
            new RecordBatch(
                some,
                List.of(),
                batch.keyMark(),
                new BatchRange.Scan(scan.from(), ScanPosition.record(some.getLast().key()))));
      }
    }
    for (List<LoggedWrite> some : cut(batch.log(), SIZE)) {
      if (!some.isEmpty()) {
        pieces.add(
            new RecordBatch(
                List.of(),
                some,
                batch.keyMark(),
                new BatchRange.Scan(scan.from(), ScanPosition.log(some.getLast().key()))));
      }
    }
    RecordBatch last = pieces.removeLast();
    pieces.add(new RecordBatch(last.records(), last.log(), batch.keyMark(), scan));
    return inOrderOfKeys(batch, scan) ? pieces : List.of(batch);
  }

  private static boolean inOrderOfKeys(RecordBatch batch, BatchRange.Scan scan) {
    List<ByteString> positions = new ArrayList<>();
    positions.add(scan.from());
    batch.records().forEach(record -> positions.add(ScanPosition.record(record.key())));
    batch.log().forEach(entry -> positions.add(ScanPosition.log(entry.key())));
    positions.add(scan.to());
    return isSorted(positions, ScanPosition::compare);
  }

  private static List<RecordBatch> ofChanges(RecordBatch batch, BatchRange.Changes changes) {
    List<Long> seqs = new ArrayList<>();
    batch.records().forEach(record -> seqs.add(record.seq()));
    if (!isSorted(seqs, Comparator.naturalOrder())
        || !isSorted(
            batch.log().stream().map(LoggedWrite::seq).toList(), Comparator.naturalOrder())) {
      return List.of(batch);
    }
    batch.log().forEach(entry -> seqs.add(entry.seq()));
    seqs.sort(Comparator.naturalOrder());
    List<RecordBatch> pieces = new ArrayList<>();
    long from = changes.from();
    int size = fitting(batch.records());
    for (int last = size - 1; last < seqs.size(); last += size) {
      long to = seqs.get(last);
      if (to > from && to < changes.to()) {
        pieces.add(between(batch, from, to));
        from = to;
      }
    }
    pieces.add(between(batch, from, changes.to()));
    boolean inside = seqs.getFirst() > changes.from() && seqs.getLast() <= changes.to();
    return inside ? pieces : List.of(batch);
  }

  private static RecordBatch between(RecordBatch batch, long from, long to) {
    return new RecordBatch(
        batch.records().stream().filter(r -> r.seq() > from && r.seq() <= to).toList(),
        batch.log().stream().filter(entry -> entry.seq() > from && entry.seq() <= to).toList(),
        batch.keyMark(),
        new BatchRange.Changes(from, to));
  }

  /**
   * A part of a range of keys, and what belongs there.
   *
   * @param first of its range
   */
  record Part(KeyRange range, List<StoredRecord> records, boolean first) {
    Part {
      records = List.copyOf(records);
    }
  }

  /** Of a range that is to be filled; records that are not in order are one part. */
  static List<Part> of(KeyRange range, List<StoredRecord> records) {
    if (records.size() <= fitting(records)
        || !isSorted(records.stream().map(StoredRecord::key).toList(), KeyRange::compare)) {
      return List.of(new Part(range, records, true));
    }
    List<Part> parts = new ArrayList<>();
    KeyRange rest = range;
    List<List<StoredRecord>> pieces = of(records);
    for (List<StoredRecord> some : pieces) {
      boolean last = parts.size() == pieces.size() - 1;
      KeyRange here = last ? rest : rest.until(some.getLast().key());
      parts.add(new Part(here, some, parts.isEmpty()));
      rest = new KeyRange(here.until(), range.until());
    }
    return parts;
  }

  private static <E> boolean isSorted(List<E> all, Comparator<E> order) {
    for (int i = 1; i < all.size(); i++) {
      if (order.compare(all.get(i - 1), all.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }
}
