package dev.notely.proxy.server;

import dev.notely.proxy.migration.MoveFailedException;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.UnknownAccountException;
import dev.notely.proxy.routing.RouteFailedException;
import dev.notely.proxy.routing.StoreBusyException;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.proxy.store.UnusableRecordException;
import dev.notely.runtime.overload.WaitsBehind;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes a gRPC status. */
final class StatusMapper {
  private static final Logger LOG = LoggerFactory.getLogger(StatusMapper.class);

  private StatusMapper() {}

  static StatusRuntimeException toStatus(Throwable failure) {
    return switch (failure) {
      case StatusRuntimeException status -> ofStore(status);
      case StoreUnavailableException away -> unavailable(away);
      case CatalogUnavailableException away -> unavailable(away);
      case RouteFailedException bound when bound.isLate() ->
          Status.DEADLINE_EXCEEDED.withDescription(bound.getMessage()).asRuntimeException();
      case RouteFailedException bound -> unavailable(bound);
      case StoreBusyException busy ->
          WaitsBehind.refusal(Status.RESOURCE_EXHAUSTED.withDescription(busy.getMessage()));
      case MigrationRefusedException refused ->
          (switch (refused.reason()) {
                case NOT_FOUND -> Status.NOT_FOUND;
                case TAKEN -> Status.ALREADY_EXISTS;
                case NOT_PERMITTED -> Status.FAILED_PRECONDITION;
                case INVALID -> Status.INVALID_ARGUMENT;
              })
              .withDescription(refused.getMessage())
              .asRuntimeException();
      case UnusableRecordException unusable ->
          Status.FAILED_PRECONDITION.withDescription(unusable.getMessage()).asRuntimeException();
      case MoveFailedException refused ->
          Status.FAILED_PRECONDITION.withDescription(refused.getMessage()).asRuntimeException();
      case UnknownAccountException unknown ->
          Status.NOT_FOUND.withDescription(unknown.getMessage()).asRuntimeException();
      case IllegalArgumentException bad ->
          Status.INVALID_ARGUMENT.withDescription(bad.getMessage()).asRuntimeException();
      case RejectedExecutionException _ ->
          Status.RESOURCE_EXHAUSTED
              .withDescription("too many operations wait")
              .asRuntimeException();
      default -> {
        LOG.error("a call failed", failure);
        yield Status.INTERNAL.withDescription("the proxy failed").asRuntimeException();
      }
    };
  }

  private static StatusRuntimeException unavailable(RuntimeException e) {
    return Status.UNAVAILABLE.withDescription(e.getMessage()).asRuntimeException();
  }

  /** A store whose file is full, read-only or corrupt is not there for its users. */
  private static StatusRuntimeException ofStore(StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case FAILED_PRECONDITION, DATA_LOSS, INTERNAL, UNKNOWN, CANCELLED ->
          Status.UNAVAILABLE
              .withDescription("the store failed: " + e.getStatus())
              .asRuntimeException();
      default -> e.getStatus().asRuntimeException();
    };
  }
}
