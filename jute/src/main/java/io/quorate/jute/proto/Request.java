package io.quorate.jute.proto;

import io.quorate.jute.JuteRecord;

/** The body of a request; {@link RequestCodec} knows which operation has which. */
public sealed interface Request extends JuteRecord
        permits NodeRequest,
                SetWatchesRequest,
                MultiRequest,
                ReconfigRequest,
                AuthRequest,
                SaslRequest,
                CreateSessionRequest,
                EmptyRequest {}
