package dev.notely.proxy.migration;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.OwnershipRow.Digest;
import dev.notely.proxy.store.OwnershipRow.State;
import dev.notely.proxy.store.RecordBatch;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A store that does what a test says, and writes down what it is asked. */
public final class ScriptedStore implements RecordStore {
  static final OwnershipRow SERVING = row(State.SERVING, OptionalLong.empty());
  static final OwnershipRow SEALED = row(State.SEALED, OptionalLong.empty());
  static final OwnershipRow COPYING = row(State.IMPORTING, OptionalLong.empty());
  static final OwnershipRow COPIED = row(State.IMPORTING, OptionalLong.of(5));
  static final OwnershipRow READY = row(State.READY, OptionalLong.of(9));

  private final String name;
  private final List<String> calls;
  private final Map<String, Deque<Refusal>> refusals = new HashMap<>();
  private final Map<String, Runnable> onCall = new HashMap<>();
  OwnershipRow copy = COPYING;
  OwnershipRow described = COPIED;
  List<Integer> lags = List.of(1);
  boolean sealIsComplete = true;

  /** Records that a demoted row still has. */
  int left = 4;

  /** The sizes of the batches that it was asked for. */
  final List<Integer> atOnce = new ArrayList<>();

  int emptiedAfter = Integer.MAX_VALUE; // scans and changes

  /** What it was opened with. */
  List<String> opened = List.of();

  public ScriptedStore(String name, List<String> calls) {
    this.name = name;
    this.calls = calls;
  }

  static OwnershipRow row(State state, OptionalLong watermark) {
    return new OwnershipRow(
        state,
        1,
        9,
        watermark,
        OptionalLong.of(3),
        ByteString.EMPTY,
        new Digest(1, 2),
        4,
        false,
        77);
  }

  private static OwnershipRow row(State state, long epoch, long notes) {
    return new OwnershipRow(
        state,
        epoch,
        9,
        OptionalLong.empty(),
        OptionalLong.empty(),
        ByteString.EMPTY,
        new Digest(1, 2),
        notes,
        false,
        77);
  }

  /** The next calls of a command are refused so, one after the other; then it is done. */
  public void refuse(String command, Refusal... with) {
    refusals.put(command, new ArrayDeque<>(List.of(with)));
  }

  public void on(String command, Runnable action) {
    onCall.put(command, action);
  }

  public void fail(String command) {
    on(
        command,
        () -> {
          throw new StoreUnavailableException(name + " is away");
        });
  }

  private Refusal call(String command) {
    calls.add(name + "." + command);
    onCall.getOrDefault(command, () -> {}).run();
    Deque<Refusal> next = refusals.getOrDefault(command, new ArrayDeque<>());
    return next.isEmpty() ? Refusal.NONE : next.poll();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Reply admit(Placement proof) {
    return new Reply(call("admit"), SERVING);
  }

  @Override
  public Reply beginExport(Placement proof) {
    return new Reply(call("begin-export"), SERVING);
  }

  @Override
  public Reply beginImport(Placement proof, long keepFrom) {
    return new Reply(call("begin-import"), copy);
  }

  @Override
  public Batches scan(Placement proof, ByteString after, int atMost) {
    call("scan");
    atOnce.add(atMost);
    if (atOnce.size() > emptiedAfter) {
      return batches(List.of());
    }
    int[] records =
        described.state() == State.READ_ONLY ? new int[] {2, 2, 0, 0} : new int[] {2, 2};
    List<Batch> rest = new ArrayList<>();
    for (int i = after.isEmpty() ? 0 : after.byteAt(0); i < records.length; i++) {
      rest.add(new Batch(records[i], 0, ByteString.copyFrom(new byte[] {(byte) (i + 1)})));
    }
    return batches(rest);
  }

  @Override
  public Batches changes(Placement proof, long afterSeq, int atMost) {
    call("changes");
    atOnce.add(atMost);
    int lag = lags.getFirst();
    lags = lags.size() > 1 ? lags.subList(1, lags.size()) : lags;
    return batches(List.of(new Batch(lag, afterSeq + lag)));
  }

  @Override
  public Import openImport(Placement proof) {
    return new Import() {
      @Override
      public Reply apply(RecordBatch batch, @Nullable Ready ready) {
        Refusal refusal = call(ready == null ? "apply" : "ready");
        return new Reply(refusal, refusal == Refusal.COMPLETE ? READY : COPIED);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public List<Reply> dual(List<DualWrite> writes) {
    throw new AssertionError("an engine makes no dual writes");
  }

  @Override
  public Reply demote(Placement proof) {
    Refusal refusal = call("demote");
    if (refusal == Refusal.NONE) {
      described = row(State.READ_ONLY, proof.epoch(), left);
    }
    return new Reply(refusal, described);
  }

  @Override
  public Batches log(Placement proof) {
    Refusal refusal = call("log");
    if (refusal != Refusal.NONE) {
      throw new RefusedException(refusal);
    }
    return batches(List.of(new Batch(0, 0), new Batch(0, 0)));
  }

  @Override
  public Reply open(Placement proof, OwnershipRow former, List<RecordBatch> log) {
    opened = List.of("seq " + former.lastSeq(), "mark " + former.keyMark(), "log " + log.size());
    return new Reply(call("open"), row(State.OVERLAID, proof.epoch(), 0));
  }

  @Override
  public Reply drain(Placement proof, RecordBatch records) {
    return new Reply(call("drain"), row(State.OVERLAID, proof.epoch(), 0));
  }

  @Override
  public Reply evict(Placement proof, RecordBatch records) {
    Refusal refusal = call("evict");
    if (refusal == Refusal.NONE) {
      left -= records.records();
      described = row(State.READ_ONLY, proof.epoch(), left);
    }
    return new Reply(refusal, described);
  }

  @Override
  public RecordBatch batch(List<CommittedRecord> records) {
    return new Batch(records.size(), 0);
  }

  @Override
  public SealReply seal(Placement proof, long afterSeq) {
    Refusal refusal = call("seal");
    return new SealReply(
        refusal, SERVING, refusal == Refusal.NONE ? new Batch(1, 9) : null, sealIsComplete);
  }

  @Override
  public Reply close(Placement proof) {
    return new Reply(call("close"), SERVING);
  }

  @Override
  public Reply release(Placement proof) {
    return new Reply(call("release"), SERVING);
  }

  @Override
  public Reply purge(Placement proof) {
    return new Reply(call("purge"), SERVING);
  }

  @Override
  public OwnershipRow describe(UUID account) {
    call("describe");
    return described;
  }

  private record Batch(int records, long toSeq, ByteString toPosition) implements RecordBatch {
    Batch(int records, long toSeq) {
      this(records, toSeq, ByteString.EMPTY);
    }
  }

  private static Batches batches(List<Batch> batches) {
    Iterator<Batch> all = batches.iterator();
    return new Batches() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public RecordBatch next() {
        return all.next();
      }

      @Override
      public void close() {}
    };
  }
}
