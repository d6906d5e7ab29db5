package dev.notely.gateway.proxy;

import dev.notely.gateway.proxy.ProxyCallException.Kind;
import io.grpc.Status;
import java.util.Optional;

/**
 * What a gRPC error means for the client.
 *
 * @param notFound how NOT_FOUND reads
 * @param taken how ALREADY_EXISTS reads
 */
record CallFailures(String notFound, String taken) {
  ProxyCallException of(Status status) {
    String text = Optional.ofNullable(status.getDescription()).orElse(status.getCode().name());
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED, ABORTED -> new ProxyCallException(Kind.UNAVAILABLE, text);
      case RESOURCE_EXHAUSTED -> new ProxyCallException(Kind.OVERLOADED, text);
      case DEADLINE_EXCEEDED -> new ProxyCallException(Kind.DEADLINE, text);
      case NOT_FOUND -> new ProxyCallException(Kind.NOT_FOUND, notFound);
      case ALREADY_EXISTS -> new ProxyCallException(Kind.TAKEN, taken);
      case FAILED_PRECONDITION -> new ProxyCallException(Kind.CONFLICT, text);
      case INVALID_ARGUMENT -> new ProxyCallException(Kind.INVALID, text);
      default -> new ProxyCallException(Kind.FAULT, text);
    };
  }
}
