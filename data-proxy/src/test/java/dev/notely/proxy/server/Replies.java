package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.Refusal;
import java.util.OptionalLong;

/** What stores answer to movers, for tests. */
final class Replies {
  /** To a dual write that was taken, of a copy that is not complete up to any seq. */
  static final RecordStore.Reply TAKEN =
      new RecordStore.Reply(
          Refusal.NONE,
          new OwnershipRow(
              OwnershipRow.State.IMPORTING,
              2,
              0,
              OptionalLong.empty(),
              OptionalLong.empty(),
              ByteString.EMPTY,
              OwnershipRow.Digest.NONE,
              0,
              false,
              0));

  private Replies() {}
}
