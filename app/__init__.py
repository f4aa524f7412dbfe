"""The chat page over the answering pipeline.

gradio and huggingface_hub read the variables below when they are first imported, so they are set here, before
any module of this package can import them: no statistics, no version check, nothing fetched.
"""

import os

os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False",
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
)
