package dev.notely.proxy.migration;

import dev.notely.proxy.store.MigrationCatalog.Mismatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a verification of many accounts found; at most 100 corrupt records are kept.
 *
 * @param trace that it was made in; empty: in none
 */
record VerificationResult(
    long accounts,
    long equal,
    long records,
    long pending,
    List<Verifier.Corrupt> corrupt,
    String trace) {
  static final VerificationResult NONE = new VerificationResult(0, 0, 0, 0, List.of(), "");
  private static final int MAX_SHOWN = 100;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  VerificationResult {
    corrupt = List.copyOf(corrupt);
  }

  VerificationResult plus(Verifier.Comparison one) {
    List<Verifier.Corrupt> all = new ArrayList<>(corrupt);
    one.corrupt().stream().limit(MAX_SHOWN - (long) all.size()).forEach(all::add);
    boolean isEqual = one.corrupt().isEmpty() && one.pending() == 0;
    return new VerificationResult(
        accounts + 1,
        equal + (isEqual ? 1 : 0),
        records + one.records(),
        pending + one.pending(),
        all,
        trace);
  }

  VerificationResult in(String madeIn) {
    return new VerificationResult(accounts, equal, records, pending, corrupt, madeIn);
  }

  /** What was found, for the ledger. */
  List<Mismatch> mismatches() {
    return corrupt.stream().map(this::mismatch).toList();
  }

  private Mismatch mismatch(Verifier.Corrupt one) {
    String key = one.key().replaceFirst("^(.{8})(.{4})(.{4})(.{4})(.{12})$", "$1-$2-$3-$4-$5");
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("epoch", one.epoch());
    evidence.put("traceId", trace);
    return new Mismatch(
        UUID.fromString(one.account()),
        key,
        one.store(),
        one.what(),
        JSON.writeValueAsString(evidence));
  }

  /** The document that the journal keeps and clients get. */
  String json(Duration took) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("accounts", accounts);
    document.put("equal", equal);
    document.put("records", records);
    document.put("pending", pending);
    document.put("corrupt", corrupt);
    document.put("recordsPerSecond", records * 1_000 / Math.max(1, took.toMillis()));
    return JSON.writeValueAsString(document);
  }
}
