package dev.notely.runtime.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.api.instrumenter.AttributesExtractor;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the span of a call that is answered says from its start on: the sampler goes by it. */
final class CallAttributes implements AttributesExtractor<GrpcRequest, Status> {
  private final Function<String, Attributes> ofCalls;

  /**
   * Of a server.
   *
   * @param ofCalls by the full name of the method
   */
  CallAttributes(Function<String, Attributes> ofCalls) {
    this.ofCalls = ofCalls;
  }

  @Override
  public void onStart(AttributesBuilder attributes, Context parent, GrpcRequest request) {
    attributes.putAll(ofCalls.apply(request.getMethod().getFullMethodName()));
    Metadata headers = request.getMetadata();
    if (headers != null && Mirrored.is(headers)) {
      attributes.put(Mirrored.ATTRIBUTE, true);
    }
  }

  @Override
  public void onEnd(
      AttributesBuilder attributes,
      Context context,
      GrpcRequest request,
      @Nullable Status status,
      @Nullable Throwable error) {}
}
