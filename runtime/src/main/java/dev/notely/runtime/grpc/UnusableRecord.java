package dev.notely.runtime.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a store says that one record cannot be read or stored, and which: DATA_LOSS with the record's
 * id in a trailer and the reason as its description. To try again is of no use.
 *
 * @param id of the record
 * @param reason a clause
 */
public record UnusableRecord(String id, String reason) {
  private static final Metadata.Key<String> RECORD =
      Metadata.Key.of("notely-record", Metadata.ASCII_STRING_MARSHALLER);

  /** As a store's answer. */
  public StatusRuntimeException toStatus() {
    Metadata trailers = new Metadata();
    trailers.put(RECORD, id);
    return Status.DATA_LOSS.withDescription(reason).asRuntimeException(trailers);
  }

  /** What an answer says, if it says this. */
  public static Optional<UnusableRecord> of(Status status, @Nullable Metadata trailers) {
    if (status.getCode() != Status.Code.DATA_LOSS || trailers == null) {
      return Optional.empty();
    }
    String reason = status.getDescription();
    return Optional.ofNullable(trailers.get(RECORD))
        .map(id -> new UnusableRecord(id, reason == null ? "" : reason));
  }
}
