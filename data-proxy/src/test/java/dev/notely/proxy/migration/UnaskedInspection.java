package dev.notely.proxy.migration;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreInspection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A store that nobody looks into; tests override what they expect to be asked. */
public abstract class UnaskedInspection implements StoreInspection {
  private static AssertionError unasked() {
    return new AssertionError("not asked for");
  }

  @Override
  public List<StoredAccount> rows(List<UUID> accounts) {
    throw unasked();
  }

  @Override
  public Page rows(Optional<UUID> after, int limit) {
    throw unasked();
  }

  @Override
  public UnconvertedPage unconverted(
      RowPosition after, int limit, boolean withRaw, List<UUID> accounts) {
    throw unasked();
  }

  @Override
  public void resolve(String source, long row, Decision decision, String actor, String reason) {
    throw unasked();
  }

  @Override
  public Optional<Raw> raw(UUID account, UUID record) {
    throw unasked();
  }

  @Override
  public Range fingerprint(
      UUID account, ByteString after, ByteString until, int limit, boolean withVersions) {
    throw unasked();
  }

  @Override
  public RecordStore.Reply repair(Placement proof, RecordStore.Batches scan) {
    throw unasked();
  }
}
