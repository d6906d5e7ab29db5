package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.store.MigrationCatalog.Mismatch;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class VerificationResultTest {
  private static final UUID ANN = new UUID(1, 2);

  @Test
  void theLedgerNamesRecordsAsUsersKnowThem() {
    UUID note = UUID.fromString("0190f3a2-0000-7000-8000-000000000001");
    Verifier.Corrupt known =
        new Verifier.Corrupt(
            ANN.toString(), "new", note.toString().replace("-", ""), "is missing", 5);
    Verifier.Corrupt strange =
        new Verifier.Corrupt(ANN.toString(), "new", "0f", "is not at the home", 6);
    VerificationResult result =
        VerificationResult.NONE
            .plus(new Verifier.Comparison(5, 0, List.of(known, strange)))
            .in("abc");
    assertThat(result.mismatches())
        .containsExactly(
            new Mismatch(
                ANN, note.toString(), "new", "is missing", "{\"epoch\":5,\"traceId\":\"abc\"}"),
            new Mismatch(
                ANN, "0f", "new", "is not at the home", "{\"epoch\":6,\"traceId\":\"abc\"}"));
  }
}
