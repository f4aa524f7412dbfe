"""The page's components and events. This and `app/interface.py` alone know gradio; they decide nothing."""
