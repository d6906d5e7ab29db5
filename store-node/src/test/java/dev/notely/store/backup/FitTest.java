package dev.notely.store.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.PlacementPhase;
import dev.notely.store.catalog.PlacementRow;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.RecordDigest;
import dev.notely.store.notes.RowState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of a store's copy may be served under the catalog of today. */
final class FitTest {
  private static final ByteString ADA = ByteString.copyFrom(new byte[16]);

  private static PlacementRow settled(String home, long epoch) {
    return new PlacementRow(ADA, epoch, home, "", PlacementPhase.SETTLED, 1);
  }

  private static Ownership row(RowState state, long epoch, long notes) {
    return new Ownership(
        state,
        epoch,
        notes,
        Ownership.UNSET,
        Ownership.UNSET,
        0,
        ByteString.EMPTY,
        0,
        RecordDigest.EMPTY,
        notes,
        0,
        0,
        0,
        false);
  }

  private static Fit fit(PlacementRow placement, Ownership row) {
    return Fit.of("legacy", placement, row);
  }

  @Test
  void aHomeServesAtItsEpochAndAtALaterOne() {
    assertThat(fit(settled("legacy", 3), row(RowState.SERVING, 3, 5))).isEqualTo(Fit.FITS);
    assertThat(fit(settled("legacy", 4), row(RowState.SERVING, 3, 5))).isEqualTo(Fit.FITS);
  }

  @ParameterizedTest
  @EnumSource(
      value = RowState.class,
      names = {"NONE", "IMPORTING", "CLOSED", "READ_ONLY"})
  void anAccountThatCameSinceWouldBeRefusedForEver(RowState state) {
    assertThat(fit(settled("legacy", 3), row(state, 2, 0))).isEqualTo(Fit.MISSING);
  }

  @Test
  void anAccountThatIsJustBornIsAdmittedByAProxy() {
    PlacementRow born = new PlacementRow(ADA, 1, "legacy", "", PlacementPhase.NEW, 1);
    assertThat(fit(born, Ownership.NONE)).isEqualTo(Fit.FITS);
  }

  @ParameterizedTest
  @EnumSource(
      value = RowState.class,
      names = {"SERVING", "SEALED", "OVERLAID", "READY", "IMPORTING"})
  void whatLivesElsewhereSinceMustNotBeServed(RowState state) {
    assertThat(fit(settled("new", 3), row(state, 2, 5))).isEqualTo(Fit.LEFT);
  }

  @Test
  void aFormerHomeThatHasNothingLeftIsLeftAlone() {
    assertThat(fit(settled("new", 3), row(RowState.CLOSED, 2, 0))).isEqualTo(Fit.FITS);
    assertThat(fit(settled("new", 3), row(RowState.CLOSED, 2, 1))).isEqualTo(Fit.LEFT);
    assertThat(fit(settled("new", 3), Ownership.NONE)).isEqualTo(Fit.FITS);
  }

  @Test
  void aRowThatHasSeenALaterEpochTellsThatTheCatalogIsTheOlderOne() {
    assertThat(fit(settled("legacy", 3), row(RowState.SERVING, 4, 5))).isEqualTo(Fit.NEWER);
    assertThat(fit(settled("new", 3), row(RowState.CLOSED, 4, 0))).isEqualTo(Fit.NEWER);
  }

  @Test
  void whatIsSpreadOverTwoStoresIsNobodysToRestoreAlone() {
    PlacementRow overlaid = new PlacementRow(ADA, 3, "new", "legacy", PlacementPhase.OVERLAID, 1);
    assertThat(fit(overlaid, row(RowState.READ_ONLY, 3, 5))).isEqualTo(Fit.OVERLAID);
    assertThat(Fit.of("new", overlaid, row(RowState.OVERLAID, 3, 0))).isEqualTo(Fit.OVERLAID);
    assertThat(Fit.of("shard-1", overlaid, Ownership.NONE)).isEqualTo(Fit.FITS);
  }
}
