package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * What a call brought on (catalog.proto, MigrationPortionReply).
 *
 * @param changed accounts that changed
 * @param underWay after it
 * @param waiting not begun after it, as far as it is their turn
 * @param notAdmitted accounts that must be admitted at their homes first
 */
public record MigrationPortion(
    int changed, long underWay, long waiting, List<ByteString> notAdmitted) {
  public MigrationPortion {
    notAdmitted = List.copyOf(notAdmitted);
  }
}
