package io.quorate.tests.client;

import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;

/** Whose server a test runs against. */
enum ServerKind {
    APACHE {
        @Override
        ServerProcess create(Sandbox sandbox, ServerSettings settings) {
            return sandbox.apache(settings);
        }
    },
    QUORATE {
        @Override
        ServerProcess create(Sandbox sandbox, ServerSettings settings) {
            return sandbox.quorate(settings);
        }
    };

    /** A server, not started. */
    abstract ServerProcess create(Sandbox sandbox, ServerSettings settings);
}
