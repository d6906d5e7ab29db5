package dev.notely.proxy.server;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Errors of account calls: what the catalog refuses is the answer; what it fails to do is not. */
final class AccountStatus {
  private AccountStatus() {}

  static StatusRuntimeException of(RuntimeException failure) {
    if (failure instanceof StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, INVALID_ARGUMENT -> e;
        case DEADLINE_EXCEEDED, UNAVAILABLE ->
            Status.UNAVAILABLE.withDescription("the catalog does not answer").asRuntimeException();
        default -> StatusMapper.toStatus(e);
      };
    }
    return StatusMapper.toStatus(failure);
  }
}
