package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells of every operation, and apart from that how long users wait for each store: who waits
 * still, so that a store which nobody gets an answer of is not taken for one that nobody asks, and
 * how long it took to a reply, or in vain to the deadline. Other failures are no waits: what is
 * refused at once says nothing about what users feel; nor are shadow reads, which no user waits
 * for.
 */
public final class TimedStores implements NoteStores {
  private final NoteStores stores;
  private final StoreWaits waits;
  private final OperationListener operations;
  private final LongSupplier nanoTime;

  /**
   * Watches calls to stores.
   *
   * @param waits of users
   * @param operations hears of all of them
   */
  public TimedStores(
      NoteStores stores, StoreWaits waits, OperationListener operations, LongSupplier nanoTime) {
    this.stores = stores;
    this.waits = waits;
    this.operations = operations;
    this.nanoTime = nanoTime;
  }

  @Override
  public NoteReply call(Placement proof, NoteCall call) {
    return timed(proof.home(), call.operation(), () -> stores.call(proof, call));
  }

  @Override
  public NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> former) {
    return timed(overlaid.home(), call.operation(), () -> stores.call(overlaid, call, former));
  }

  @Override
  public NoteReply fallback(Placement overlaid, NoteCall call) {
    return timed(overlaid.second(), "fallback", () -> stores.fallback(overlaid, call));
  }

  private NoteReply timed(String store, String operation, Supplier<NoteReply> asked) {
    long began = nanoTime.getAsLong();
    int waiting = waits.began(store);
    try {
      NoteReply reply = asked.get();
      ended(store, operation, began, reply, null);
      return reply;
    } catch (RuntimeException e) {
      ended(store, operation, began, null, e);
      throw e;
    } finally {
      waits.ended(store, waiting);
    }
  }

  @Override
  public void callAsync(
      Placement proof,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    long began = nanoTime.getAsLong();
    int waiting = waits.began(proof.home());
    stores.callAsync(
        proof,
        call,
        (reply, failure) -> {
          waits.ended(proof.home(), waiting);
          ended(proof.home(), call.operation(), began, reply, failure);
          done.accept(reply, failure);
        });
  }

  private void ended(
      String store,
      String operation,
      long began,
      @Nullable NoteReply reply,
      @Nullable RuntimeException failure) {
    long nanos = nanoTime.getAsLong() - began;
    operations.ended(store, operation, status(reply, failure), nanos);
    if (failure == null || isTooLate(failure)) {
      waits.felt(store, nanos / 1_000);
    }
  }

  private static String status(@Nullable NoteReply reply, @Nullable RuntimeException failure) {
    if (reply != null) {
      return reply.refusal() == Refusal.NONE ? "ok" : reply.refusal().name();
    }
    return switch (failure) {
      case StatusRuntimeException e -> e.getStatus().getCode().name();
      case StoreUnavailableException _ -> Status.Code.UNAVAILABLE.name();
      case UnusableRecordException _ -> Status.Code.DATA_LOSS.name();
      case null, default -> Status.Code.UNKNOWN.name();
    };
  }

  private static boolean isTooLate(RuntimeException failure) {
    return failure instanceof StatusRuntimeException e
        && e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
  }

  @Override
  public void shadowAsync(
      Placement seen,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    long began = nanoTime.getAsLong();
    stores.shadowAsync(
        seen,
        call,
        (reply, failure) -> {
          operations.ended(
              seen.second(), "shadow", status(reply, failure), nanoTime.getAsLong() - began);
          done.accept(reply, failure);
        });
  }
}
