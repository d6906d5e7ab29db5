package dev.notely.proxy.store;

/** Hears how users wait for stores. Called on the event loop: must neither block nor throw. */
public interface StoreWaits {
  /** Hears of nothing. */
  StoreWaits NONE =
      new StoreWaits() {
        @Override
        public int began(String store) {
          return 0;
        }

        @Override
        public void ended(String store, int began) {}

        @Override
        public void felt(String store, long micros) {}
      };

  /** A user begins to wait for a store; the answer belongs to {@link #ended}. */
  int began(String store);

  /** The user who began then waits no more, whatever came of it. */
  void ended(String store, int began);

  /** A user has waited for so long, for a reply or in vain. */
  void felt(String store, long micros);
}
