/** gRPC servers and channels as every process sets them up. */
@NullMarked
package dev.notely.runtime.grpc;

import org.jspecify.annotations.NullMarked;
