package dev.notely.proxy.store;

import dev.notely.runtime.grpc.UnusableRecord;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which gRPC errors of a store mean "not there", so that a call may go again. */
final class StoreFailures {
  private StoreFailures() {}

  /**
   * For users' operations: only what certainly may be sent again; the rest goes to the caller as it
   * is.
   */
  static RuntimeException ofCall(String store, StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.UNAVAILABLE
        ? new StoreUnavailableException("store '" + store + "' does not answer", e)
        : e;
  }

  /** For commands, all of which may be sent again whatever happened. */
  static RuntimeException ofCommand(String store, Exception e) {
    Status status =
        switch (e) {
          case StatusException checked -> checked.getStatus();
          case StatusRuntimeException unchecked -> unchecked.getStatus();
          default -> Status.UNKNOWN.withCause(e);
        };
    Optional<UnusableRecord> record = UnusableRecord.of(status, trailers(e));
    if (record.isPresent()) {
      return new UnusableRecordException(
          store, UUID.fromString(record.get().id()), record.get().reason());
    }
    if (status.getCode() == Status.Code.FAILED_PRECONDITION) {
      Refusal refusal = refusal(status.getDescription());
      if (refusal != Refusal.NONE) {
        return new RecordStore.RefusedException(refusal);
      }
    }
    return new StoreUnavailableException("store '" + store + "': " + status, e);
  }

  private static @Nullable Metadata trailers(Exception e) {
    return switch (e) {
      case StatusException checked -> checked.getTrailers();
      case StatusRuntimeException unchecked -> unchecked.getTrailers();
      default -> null;
    };
  }

  private static Refusal refusal(@Nullable String name) {
    for (Refusal refusal : Refusal.values()) {
      if (refusal.name().equals(name)) {
        return refusal;
      }
    }
    return Refusal.NONE;
  }
}
