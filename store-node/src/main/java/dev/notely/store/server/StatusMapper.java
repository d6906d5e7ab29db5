package dev.notely.store.server;

import dev.notely.runtime.grpc.UnusableRecord;
import dev.notely.store.catalog.CatalogRefusedException;
import dev.notely.store.notes.UnusableRecordException;
import dev.notely.store.releases.ReleaseRefusedException;
import dev.notely.store.sqlite.SqliteBusyException;
import dev.notely.store.sqlite.SqliteFailedException;
import dev.notely.store.sqlite.TooLateException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes a gRPC status. */
final class StatusMapper {
  private static final Logger LOG = LoggerFactory.getLogger(StatusMapper.class);

  private StatusMapper() {}

  static StatusRuntimeException toStatus(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null ->
          toStatus(wrapped.getCause());
      case StatusRuntimeException already -> already;
      case UnusableRecordException record -> {
        LOG.atWarn()
            .addKeyValue("record", record.key())
            .addKeyValue("reason", record.reason())
            .log("a record cannot be used");
        yield new UnusableRecord(record.key(), record.reason()).toStatus();
      }
      case ReleaseRefusedException refused ->
          Status.FAILED_PRECONDITION.withDescription(refused.getMessage()).asRuntimeException();
      case IllegalArgumentException bad ->
          Status.INVALID_ARGUMENT.withDescription(bad.getMessage()).asRuntimeException();
      case SqliteBusyException busy ->
          Status.RESOURCE_EXHAUSTED.withDescription(busy.getMessage()).asRuntimeException();
      case TooLateException late ->
          Status.DEADLINE_EXCEEDED.withDescription(late.getMessage()).asRuntimeException();
      case SqliteFailedException failed -> ofFile(failed);
      case CatalogRefusedException refused ->
          (switch (refused.reason()) {
                case NO_SUCH_ACCOUNT, NO_SUCH_MIGRATION -> Status.NOT_FOUND;
                case ID_TAKEN, NAME_TAKEN -> Status.ALREADY_EXISTS;
                case NO_SUCH_STORE, IN_ANOTHER_MIGRATION, NOT_PERMITTED ->
                    Status.FAILED_PRECONDITION;
                case CHANGED_SINCE -> Status.ABORTED;
              })
              .withDescription(refused.getMessage())
              .asRuntimeException();
      default -> {
        LOG.error("a call failed", failure);
        yield Status.INTERNAL.withDescription("the store failed").asRuntimeException();
      }
    };
  }

  private static StatusRuntimeException ofFile(SqliteFailedException failed) {
    Status status =
        switch (failed.kind()) {
          case FULL, READ_ONLY -> Status.FAILED_PRECONDITION;
          case CORRUPT -> Status.DATA_LOSS;
          case BUSY, IO -> Status.UNAVAILABLE;
          case CONSTRAINT -> Status.INTERNAL; // ids are looked up before: a bug, or a damaged file
        };
    LOG.atWarn().addKeyValue("kind", failed.kind()).setCause(failed).log("the file failed");
    return status.withDescription(failed.kind() + ": " + failed.getMessage()).asRuntimeException();
  }
}
