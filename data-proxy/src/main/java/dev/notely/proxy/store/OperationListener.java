package dev.notely.proxy.store;

/** Told of every operation of this proxy at a store; on the event loop: it must not block. */
@FunctionalInterface
public interface OperationListener {
  /** Listens to nothing. */
  OperationListener NONE = (_, _, _, _) -> {};

  /**
   * One has ended.
   *
   * @param operation one of a few words
   * @param status "ok", a refusal of store.proto, or a status of gRPC
   */
  void ended(String store, String operation, String status, long nanos);
}
