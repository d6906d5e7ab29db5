package dev.notely.runtime.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Keeps what is marked to be kept; of the rest, what the configured sampler keeps. What that drops
 * is recorded all the same, without being sampled: whether it ends in an error is not known before
 * (see {@link LateKeeper}).
 */
final class KeepingSampler implements Sampler {
  private final Sampler configured;

  KeepingSampler(Sampler configured) {
    this.configured = configured;
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    if (Boolean.TRUE.equals(attributes.get(Keeping.KEEP))) {
      return SamplingResult.recordAndSample();
    }
    SamplingResult result = configured.shouldSample(parent, traceId, name, kind, attributes, links);
    return result.getDecision() == SamplingDecision.DROP ? SamplingResult.recordOnly() : result;
  }

  @Override
  public String getDescription() {
    return "Keeping{" + configured.getDescription() + "}";
  }
}
